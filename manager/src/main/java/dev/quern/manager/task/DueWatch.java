package dev.quern.manager.task;

import dev.quern.manager.loop.Loop;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.time.Instant;

/** Queues what is due and ends what is too old, on time. */
final class DueWatch implements AutoCloseable {
    /** What comes earlier than the last look knew waits for this at most. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private static final int BATCH = 1000;

    private final Tasks tasks;
    private final Duration poll;
    private final Runnable onQueued;
    private final Loop loop;

    DueWatch(Tasks tasks, Duration poll, Runnable onQueued) {
        this.tasks = tasks;
        this.poll = poll;
        this.onQueued = onQueued;
        this.loop = new Loop("task-due", LEAST, this::look).start();
    }

    /** Something may be due earlier than what was. */
    void changed() {
        loop.wake();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        Instant now = Instant.now();
        int ripe = tasks.claims().ripen(now, BATCH);
        int old = tasks.outcomes().expire(now, BATCH);
        if (ripe > 0 || old > 0) {
            onQueued.run();
        }
        if (ripe == BATCH || old == BATCH) {
            return Duration.ZERO;
        }
        return tasks.claims()
                .nextDue()
                .map(due -> Duration.between(Instant.now(), due))
                .filter(wait -> wait.compareTo(poll) < 0)
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(poll);
    }
}
