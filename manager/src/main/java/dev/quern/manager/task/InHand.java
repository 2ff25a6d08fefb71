package dev.quern.manager.task;

import dev.quern.store.task.Lane;
import dev.quern.store.task.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;

/** The attempts this process was given and whose outcome is not recorded yet. */
final class InHand {
    /** Where an attempt stands. PENDING → (WAITING | AT_SERVER) → RUNNING → RECORDING, or from each to the end. */
    enum Stage {
        /** Claimed; no thread has looked for a place. */
        PENDING,
        /** Waits for a place or a sandbox. */
        WAITING,
        /** Waits for an instance of its function's server. */
        AT_SERVER,
        RUNNING,
        /** Ended; its outcome is on the way. */
        RECORDING
    }

    private record Key(UUID task, int attempt) {}

    private final Map<Key, Execution> all = new ConcurrentHashMap<>();
    private final AtomicIntegerArray counts = new AtomicIntegerArray(Stage.values().length);
    private final Object emptied = new Object();

    void add(Execution execution) {
        all.put(key(execution), execution);
        counts.incrementAndGet(Stage.PENDING.ordinal());
    }

    void moved(Stage from, Stage to) {
        counts.incrementAndGet(to.ordinal());
        counts.decrementAndGet(from.ordinal());
    }

    void remove(Execution execution, Stage from) {
        if (all.remove(key(execution), execution)) {
            counts.decrementAndGet(from.ordinal());
        }
        if (all.isEmpty()) {
            synchronized (emptied) {
                emptied.notifyAll();
            }
        }
    }

    int size() {
        return all.size();
    }

    int count(Stage stage) {
        return counts.get(stage.ordinal());
    }

    /** How many attempts of each lane wait; a lane none of whose do is absent. */
    Map<Lane, Long> waiting() {
        return all.values().stream()
                .filter(execution -> execution.stage() == Stage.WAITING)
                .collect(Collectors.groupingBy(execution -> execution.task().lane(), Collectors.counting()));
    }

    Optional<Execution> find(UUID task, int attempt) {
        return Optional.ofNullable(all.get(new Key(task, attempt)));
    }

    List<Execution> all() {
        return List.copyOf(all.values());
    }

    List<Execution> of(Runner runner) {
        return all.values().stream()
                .filter(execution -> execution.task().runner().equals(runner))
                .toList();
    }

    /** Waits until nothing is left; false when {@code most} passed first. */
    boolean awaitEmpty(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        synchronized (emptied) {
            while (!all.isEmpty()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                emptied.wait(millis);
            }
            return true;
        }
    }

    private static Key key(Execution execution) {
        return new Key(execution.task().id(), execution.task().attempt());
    }
}
