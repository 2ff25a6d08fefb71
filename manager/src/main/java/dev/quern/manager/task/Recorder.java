package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.sql.GroupCommit;
import dev.quern.store.sql.GroupLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A group commit that waits for a store that is away, or full, for as long as that takes, and that gathers: a
 * transaction costs the processors the tasks run on about as much for one item as for ten, so the more come, the
 * longer the next one waits for company. One that comes alone does not wait.
 */
final class Recorder<T, R> implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long MOST_PAUSE_MILLIS = 1_000;
    private static final long GATHERING_NANOS_EACH = 2_000_000;
    private static final long MOST_GATHERING_NANOS = 40_000_000;
    /** Tries after it was closed: a server that stops cannot wait for a database that does not come back. */
    private static final int LAST_TRIES = 3;

    private final Function<List<T>, List<R>> work;
    private final GroupCommit<T, R> commits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long notBefore = System.nanoTime(); // of the committing thread

    Recorder(String name, GroupLimits limits, ToLongFunction<T> weigher, Function<List<T>, List<R>> work) {
        this.work = work;
        this.commits = new GroupCommit<>(name, limits, weigher, this::untilDone);
    }

    /** As {@link GroupCommit#submit}. */
    CompletableFuture<R> submit(T item) {
        return commits.submit(item);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        commits.close();
    }

    private List<R> untilDone(List<T> batch) {
        gather();
        try {
            return patiently(batch);
        } finally {
            notBefore = System.nanoTime() + Math.min(MOST_GATHERING_NANOS, (batch.size() - 1) * GATHERING_NANOS_EACH);
        }
    }

    /** What comes meanwhile is in the next transaction. */
    private void gather() {
        long left = notBefore - System.nanoTime();
        if (left > 0 && !isClosed()) {
            LockSupport.parkNanos(left);
        }
    }

    private List<R> patiently(List<T> batch) {
        int last = LAST_TRIES;
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, MOST_PAUSE_MILLIS)) {
            try {
                return work.apply(batch);
            } catch (QuernException e) {
                boolean waits = e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DISK_FULL;
                if (!waits || (isClosed() && --last <= 0)) {
                    throw e;
                }
            }
            pause(Duration.ofMillis(pause));
        }
    }

    private void pause(Duration time) {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                Thread.sleep(time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server stopped before this was stored", null, e);
        }
    }
}
