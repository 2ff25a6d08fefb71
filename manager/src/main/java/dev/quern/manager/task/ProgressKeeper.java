package dev.quern.manager.task;

import dev.quern.core.task.Progress;
import dev.quern.core.task.TaskState;
import dev.quern.manager.loop.Loop;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.ProgressUpdate;
import dev.quern.store.task.TaskProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps and tells what functions say of themselves, the last word of each twice a second at most. */
final class ProgressKeeper implements AutoCloseable {
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofHours(1);

    private record Said(Claimed task, Progress progress) {}

    private final TaskProgress store;
    private final TaskEvents events;
    private final Map<UUID, Said> fresh = new ConcurrentHashMap<>();
    private final Loop loop;

    ProgressKeeper(TaskProgress store, TaskEvents events) {
        this.store = store;
        this.events = events;
        this.loop = new Loop("task-progress", LEAST, this::keep).start();
    }

    /** Returns at once. */
    void said(Claimed task, Progress progress) {
        if (fresh.put(task.id(), new Said(task, progress)) == null) {
            loop.wake();
        }
    }

    /** Before its outcome is recorded: what an attempt said last is kept with it. */
    void settle(Claimed task) {
        Said last = fresh.remove(task.id());
        if (last != null) {
            tell(List.of(last));
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration keep() {
        List<Said> batch = new ArrayList<>();
        for (UUID task : List.copyOf(fresh.keySet())) {
            Optional.ofNullable(fresh.remove(task)).ifPresent(batch::add);
        }
        tell(batch);
        return QUIET;
    }

    private void tell(List<Said> batch) {
        batch.forEach(said -> events.publish(new TaskEvent(
                said.task().id(),
                said.task().function(),
                TaskState.RUNNING,
                said.task().attempt(),
                Optional.of(said.progress()))));
        store.update(batch.stream()
                .map(said -> new ProgressUpdate(said.task().id(), said.task().attempt(), said.progress()))
                .toList());
    }
}
