package dev.quern.manager.task;

import dev.quern.manager.loop.Loop;
import dev.quern.store.task.TaskSignal;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells other processes what happened here, a few times a second at most: for them polling makes up. */
final class Hints implements AutoCloseable {
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofHours(1);

    private final Tasks tasks;
    private final Set<TaskSignal> fresh = ConcurrentHashMap.newKeySet();
    private final Loop loop;

    Hints(Tasks tasks) {
        this.tasks = tasks;
        this.loop = new Loop("task-hints", LEAST, this::tell).start();
    }

    /** Returns at once. */
    void happened(TaskSignal signal) {
        if (fresh.add(signal)) {
            loop.wake();
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration tell() {
        for (TaskSignal signal : TaskSignal.values()) {
            if (fresh.remove(signal)) {
                tasks.tell(signal);
            }
        }
        return QUIET;
    }
}
