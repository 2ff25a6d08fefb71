package dev.quern.manager.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread that waits, or is about to; many wakes before it looks are one. */
final class Wakeup {
    private final Semaphore permits = new Semaphore(0);

    void wake() {
        // One that is seen here was not taken yet: whoever takes it sees what was done before this.
        if (permits.availablePermits() == 0) {
            permits.release();
        }
    }

    /** False when nobody woke it for so long. */
    boolean await(Duration most) throws InterruptedException {
        boolean woken = permits.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
        permits.drainPermits();
        return woken;
    }
}
