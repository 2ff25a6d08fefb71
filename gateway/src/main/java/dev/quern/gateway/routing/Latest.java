package dev.quern.gateway.routing;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has what was changed applied, so that the newest always is what was applied last: {@code action} reads what is there
 * and applies it, under one lock, after every change. Changes that come while it runs are all applied by the next run.
 */
final class Latest {
    private final Runnable action;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock applying = new ReentrantLock();
    /** Of the changes. Guarded by the lock. */
    private long applied;

    Latest(Runnable action) {
        this.action = action;
    }

    /** There was a change, which can be read now. It has been applied when this returns, by whichever thread. */
    void changed() {
        long mine = changes.incrementAndGet();
        applying.lock();
        try {
            if (applied < mine) {
                long read = changes.get();
                action.run();
                applied = read;
            }
        } finally {
            applying.unlock();
        }
    }
}
