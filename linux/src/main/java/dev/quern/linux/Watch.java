package dev.quern.linux;

import java.util.function.IntConsumer;

/** One descriptor's place in the {@link Poller}; fires at most once for each arming. */
public final class Watch implements AutoCloseable {
    private final Poller poller;
    private final int fd;
    private final long data;
    private final IntConsumer callback;
    private volatile boolean closed;

    Watch(Poller poller, int fd, int generation, IntConsumer callback) {
        this.poller = poller;
        this.fd = fd;
        this.data = ((long) generation << 32) | fd;
        this.callback = callback;
    }

    int fd() {
        return fd;
    }

    long data() {
        return data;
    }

    /** Asks for one more callback. */
    public void arm(int events) {
        poller.arm(this, events);
    }

    void fire(int bits) {
        if (!closed) {
            callback.accept(bits);
        }
    }

    /** No callback starts after this returns, except one that is under way. */
    @Override
    public void close() {
        closed = true;
        poller.forget(this);
    }
}
