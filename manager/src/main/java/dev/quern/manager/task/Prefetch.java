package dev.quern.manager.task;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many tasks to have claimed ahead of a place for them: as many as begin within {@link #HORIZON}, by the
 * pace of late. So places that tiny tasks leave thousands of times a second never wait for a claim, and a task
 * never waits claimed behind long ones, where no other node could take it.
 */
final class Prefetch {
    private static final Duration HORIZON = Duration.ofMillis(100);
    /** Over about this time the pace is averaged. */
    private static final double WINDOW_NANOS = 200e6;

    private final int most;
    private final LongSupplier nanos;
    private double begunInWindow; // decaying, guarded by this
    private long at; // of that value, guarded by this

    Prefetch(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        this.at = nanos.getAsLong();
    }

    /** A task has begun. */
    synchronized void begun() {
        decay();
        begunInWindow++;
    }

    synchronized int target() {
        decay();
        return (int) Math.min(most, begunInWindow * HORIZON.toNanos() / WINDOW_NANOS);
    }

    private void decay() {
        long now = nanos.getAsLong();
        begunInWindow *= Math.exp((at - now) / WINDOW_NANOS);
        at = now;
    }
}
