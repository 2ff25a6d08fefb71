package dev.quern.node.call;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends calls at their deadline. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("quern-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    ScheduledFuture<?> at(long deadlineNanos, Cancel cancel) {
        return timer.schedule(
                () -> cancel.fire(Cancel.Cause.DEADLINE), deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    static QuernException exceeded(Duration timeout) {
        return new QuernException(
                ErrorCode.DEADLINE_EXCEEDED,
                "The call took longer than its timeout of " + Durations.format(timeout),
                "Give it more time with ?timeout=, up to the function's own, which deploy --timeout sets.");
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
