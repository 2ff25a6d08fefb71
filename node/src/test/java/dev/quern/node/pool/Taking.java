package dev.quern.node.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call that takes one on a thread of its own. */
final class Taking {
    private final CompletableFuture<Pool.Taken<Integer>> taken = new CompletableFuture<>();
    private final Thread thread;

    private Taking(Pool<Integer> pool, Duration patience) {
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                taken.complete(pool.take(in(patience)));
            } catch (RuntimeException e) {
                taken.completeExceptionally(e);
            }
        });
    }

    static Taking from(Pool<Integer> pool) {
        return new Taking(pool, Duration.ofHours(1));
    }

    static Taking from(Pool<Integer> pool, Duration patience) {
        return new Taking(pool, patience);
    }

    static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    CompletableFuture<Pool.Taken<Integer>> future() {
        return taken;
    }

    /** Whether its thread waits, for one or for the pool's lock. */
    boolean waits() {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            default -> false;
        };
    }

    boolean blocked() {
        return thread.getState() == Thread.State.BLOCKED;
    }

    Pool.Taken<Integer> get() {
        return taken.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
