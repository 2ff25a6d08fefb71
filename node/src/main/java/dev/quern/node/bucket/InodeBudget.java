package dev.quern.node.bucket;

import java.util.concurrent.Semaphore;

/**
 * How many names all mounts of this node know together. The kernel forgets names when a sandbox lacks memory, so what
 * it remembers is bounded by the sandboxes' limits; this keeps it to a part of this process's memory too.
 */
final class InodeBudget {
    /** About four times what one takes, so that all take a quarter of the heap at most. */
    private static final int SHARE = 2048;

    private final Semaphore left =
            new Semaphore((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE));

    boolean isEmpty() {
        return left.availablePermits() == 0;
    }

    boolean take() {
        return left.tryAcquire();
    }

    void giveBack(int count) {
        left.release(count);
    }
}
