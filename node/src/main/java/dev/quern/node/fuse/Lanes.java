package dev.quern.node.fuse;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs what belongs to one handle one after another in the order it came, and everything else at once. */
final class Lanes {
    private final Executor threads;
    /** The handles something runs for, with what waits behind it. */
    private final Map<Long, Queue<Runnable>> busy = new HashMap<>(); // guarded by this

    Lanes(Executor threads) {
        this.threads = threads;
    }

    void run(long handle, Runnable action) {
        synchronized (this) {
            Queue<Runnable> waiting = busy.get(handle);
            if (waiting != null) {
                waiting.add(action);
                return;
            }
            busy.put(handle, new ArrayDeque<>());
        }
        threads.execute(() -> drain(handle, action));
    }

    private void drain(long handle, Runnable first) {
        @Nullable Runnable next = first;
        while (next != null) {
            next.run();
            next = following(handle);
        }
    }

    private synchronized @Nullable Runnable following(long handle) {
        Queue<Runnable> waiting = busy.get(handle);
        @Nullable Runnable next = waiting == null ? null : waiting.poll();
        if (next == null) {
            busy.remove(handle);
        }
        return next;
    }
}
