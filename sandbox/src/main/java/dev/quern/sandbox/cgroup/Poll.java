package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition of the kernel that has no blocking form, from 50 µs steps up to 5 ms. */
final class Poll {
    private static final long FIRST_NANOS = 50_000;
    private static final long MOST_NANOS = 5_000_000;

    private Poll() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** False when the time is over; an interrupt does not end the wait, which is bounded and short. */
    static boolean until(Duration bound, Condition condition) throws IOException {
        long end = System.nanoTime() + bound.toNanos();
        long step = FIRST_NANOS;
        boolean interrupted = false;
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                LockSupport.parkNanos(step);
                interrupted |= Thread.interrupted();
                step = Math.min(step * 2, MOST_NANOS);
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
