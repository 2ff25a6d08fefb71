package dev.quern.manager.task;

import dev.quern.manager.loop.Loop;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once an hour: partitions for the days to come, and away with what is over. Several processes may do it at once. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofHours(1);
    /** A body is written before the row that refers to it; the longest upload is shorter than this. */
    private static final Duration BODIES_KEPT = Duration.ofDays(1);
    /** As long as the longest retention of a task, whose notification is shown with it. */
    private static final Duration CALLBACKS_KEPT = Duration.ofDays(30);

    private static final int BATCH = 1000;

    private final Tasks tasks;
    private final TaskBodies bodies;
    private final InstantSource clock;
    private final Loop loop;

    Upkeep(Tasks tasks, TaskBodies bodies, InstantSource clock) {
        this.tasks = tasks;
        this.bodies = bodies;
        this.clock = clock;
        this.loop = new Loop("task-upkeep", Duration.ZERO, this::keep).start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration keep() {
        Instant now = clock.instant();
        tasks.partitions().ensure();
        int days = tasks.partitions().dropOld();
        int keys = all(limit -> tasks.inserts().sweepIdempotency(now, limit));
        int ended = all(limit -> tasks.retries().sweep(now, limit));
        int told = all(limit -> tasks.callbacks().sweep(now.minus(CALLBACKS_KEPT), limit));
        // Last: by now no row refers to the bodies of what was dropped.
        int files = sweepBodies(now.minus(BODIES_KEPT));
        if (days + keys + ended + told + files > 0) {
            LOG.info(
                    "removed {} days of finished tasks, {} unsuccessful ones, {} idempotency keys, {} notifications"
                            + " and {} bodies",
                    days,
                    ended,
                    keys,
                    told,
                    files);
        }
        return EVERY;
    }

    private int sweepBodies(Instant before) {
        try {
            return bodies.sweep(before, tasks.reads()::referred);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int all(IntUnaryOperator sweep) {
        int all = 0;
        for (int n = sweep.applyAsInt(BATCH); n > 0; n = sweep.applyAsInt(BATCH)) {
            all += n;
        }
        return all;
    }
}
