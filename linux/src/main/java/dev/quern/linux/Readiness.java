package dev.quern.linux;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Parks one thread at a time until a non-blocking descriptor is ready. A thread that waits keeps the
 * descriptor acquired, so {@link #close} first wakes it and the number lives until it has left.
 *
 * <p>{@code waiting} holds the parked thread; whoever takes it out wakes it.
 */
final class Readiness implements AutoCloseable {
    private final Fd fd;
    private final Watch watch;
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> listener = new AtomicReference<>();
    private volatile boolean armed;
    private volatile boolean stopped;

    Readiness(Fd fd) {
        this.fd = fd;
        this.watch = Poller.shared().register(fd.number(), bits -> wake());
    }

    /**
     * Returns when one of {@code events} may have happened or {@link #stop} or {@link #close} was
     * called; the caller tries its call again.
     *
     * @param deadline of {@link System#nanoTime}; 0 for none
     * @return false when the deadline came first
     * @throws LinuxException EINTR when the thread is interrupted
     */
    boolean await(int events, long deadline) {
        Thread self = Thread.currentThread();
        if (!waiting.compareAndSet(null, self)) {
            throw new IllegalStateException("two threads wait for " + fd);
        }
        try {
            if (fd.isClosed() || stopped) {
                return true;
            }
            armed = true;
            watch.arm(events);
            while (waiting.get() == self && !fd.isClosed() && !stopped) {
                if (self.isInterrupted()) {
                    throw new LinuxException("wait", Errno.EINTR, "for " + fd);
                }
                if (deadline == 0) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
            return true;
        } finally {
            waiting.compareAndSet(self, null);
            if (fd.isClosed()) {
                watch.close();
            }
        }
    }

    /** From now on nobody waits. */
    void stop() {
        stopped = true;
        wake();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Instead of waiting: {@code callback} runs once, on the poller's thread, when an event comes. */
    void listen(int events, Runnable callback) {
        listener.set(callback);
        armed = true;
        watch.arm(events);
    }

    private void wake() {
        Thread thread = waiting.getAndSet(null);
        if (thread != null) {
            LockSupport.unpark(thread);
        }
        Runnable callback = listener.getAndSet(null);
        if (callback != null) {
            callback.run();
        }
    }

    /** Closes the descriptor too. */
    @Override
    public void close() {
        if (armed) {
            watch.close();
        }
        fd.close();
        wake();
    }
}
