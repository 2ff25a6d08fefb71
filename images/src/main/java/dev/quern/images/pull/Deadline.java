package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time a pull may take as a whole; at its end connections are cut, which wakes whoever reads from one. */
final class Deadline implements AutoCloseable {
    private final Duration limit;
    private final long end;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Runnable onEnd;

    Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
        Thread.ofVirtual().name("quern-pull-deadline").start(this::watch);
    }

    private void watch() {
        try {
            if (!over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                Runnable action = onEnd;
                if (action != null) {
                    action.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** @throws QuernException deadline_exceeded */
    void check() {
        if (end - System.nanoTime() <= 0) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The registry did not deliver the image within " + limit.toSeconds() + " s",
                    "Try again, or save the image to a file and load that.");
        }
    }

    Duration atMost(Duration wanted) {
        check();
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return left.compareTo(wanted) < 0 ? left.plusMillis(1) : wanted;
    }

    void sleep(Duration wanted) throws InterruptedException {
        Duration bounded = atMost(wanted);
        if (over.await(bounded.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("the pull has ended");
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
