package dev.quern.gateway.task;

import dev.quern.core.task.TaskRecord;
import dev.quern.manager.task.TaskEvent;
import dev.quern.manager.task.TaskEvents;
import dev.quern.store.task.TaskGlance;
import dev.quern.store.task.TaskReads;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells many who wait for tasks what happens to them: at once what this process is told, and within a second
 * what only the store knows. All tasks that somebody waits for are looked up together, by one thread, so that a
 * thousand who wait cost one query a second.
 */
final class TaskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final TaskReads reads;
    private final TaskEvents events;
    private final Map<UUID, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("task-watch").factory());

    /** Told what happens; it may be told twice, and must neither block nor throw. */
    interface Listener {
        void happened(TaskEvent event);

        /** The task is not there any more. */
        void gone();
    }

    TaskWatch(TaskReads reads, TaskEvents events) {
        this.reads = reads;
        this.events = events;
        looking.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Watches until it is closed; {@code known} is what need not be told. */
    TaskEvents.Subscription watch(TaskRecord known, Listener listener) {
        Watch watch = new Watch(known, listener);
        watches.compute(known.id(), (_, all) -> {
            Set<Watch> set = all == null ? ConcurrentHashMap.newKeySet() : all;
            set.add(watch);
            return set;
        });
        TaskEvents.Subscription direct = events.ofTask(known.id(), watch::hear);
        return () -> {
            direct.close();
            watches.computeIfPresent(known.id(), (_, all) -> {
                all.remove(watch);
                return all.isEmpty() ? null : all;
            });
        };
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void look() {
        Set<UUID> ids = Set.copyOf(watches.keySet());
        if (ids.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        try {
            Map<UUID, TaskGlance> found = reads.glance(ids);
            for (UUID id : ids) {
                TaskGlance glance = found.get(id);
                for (Watch watch : watches.getOrDefault(id, Set.of())) {
                    if (glance == null) {
                        watch.listener.gone();
                    } else {
                        watch.see(glance, began);
                    }
                }
            }
        } catch (RuntimeException e) {
            // The store is away; whoever waits does so until it is back, or its own time is over.
            LOG.warn("Tasks that are waited for cannot be looked at: {}", e.getMessage());
        }
    }

    /** One who waits, and what it was told last. */
    private static final class Watch {
        private final TaskRecord task;
        private final Listener listener;
        private TaskGlance last; // guarded by this, as what is below
        private long heard;

        Watch(TaskRecord task, Listener listener) {
            this.task = task;
            this.listener = listener;
            this.last = new TaskGlance(task.id(), task.state(), task.attempt(), task.progress());
            this.heard = System.nanoTime();
        }

        synchronized void hear(TaskEvent event) {
            heard = System.nanoTime();
            tell(new TaskGlance(
                    event.task(),
                    event.state(),
                    event.attempt(),
                    event.progress().or(last::progress)));
        }

        /** Something heard since the look began is newer than what was seen. */
        synchronized void see(TaskGlance glance, long began) {
            if (heard - began < 0) {
                tell(glance);
            }
        }

        private void tell(TaskGlance glance) {
            if (!glance.equals(last)) {
                boolean moved = !glance.progress().equals(last.progress());
                last = glance;
                listener.happened(new TaskEvent(
                        glance.id(),
                        task.function(),
                        glance.state(),
                        glance.attempt(),
                        moved ? glance.progress() : java.util.Optional.empty()));
            }
        }
    }
}
