package dev.quern.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The node's read end of a pipe whose write end another process holds. One reading thread at a time. */
public final class PipeReader implements AutoCloseable {
    private final Fd fd;
    private final Readiness ready;

    PipeReader(Fd fd) {
        FileCalls.fcntl(fd.number(), FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
        this.fd = fd;
        this.ready = new Readiness(fd);
    }

    /**
     * Waits for bytes and reads at least one.
     *
     * @param into a direct buffer with room
     * @return the number of bytes, or -1 when every writer is gone and the pipe is empty
     * @throws LinuxException EBADF after {@link #close}, EINTR on interruption
     */
    public int read(ByteBuffer into) {
        return read(into, 0);
    }

    /**
     * As {@link #read(ByteBuffer)}, but gives up.
     *
     * @param deadline of {@link System#nanoTime}, 0 for none
     * @return 0 when the deadline came first
     */
    public int read(ByteBuffer into, long deadline) {
        MemorySegment segment = MemorySegment.ofBuffer(into);
        int number = fd.acquire();
        try {
            while (true) {
                boolean last = ready.isStopped();
                long n = FileCalls.read(number, segment);
                if (n > 0) {
                    into.position(into.position() + (int) n);
                    return (int) n;
                }
                if (n == 0) {
                    return -1;
                }
                if (n != -Errno.EAGAIN) {
                    throw new LinuxException("read", (int) -n, "pipe");
                }
                if (last) {
                    return -1;
                }
                if (!ready.await(Poller.READABLE, deadline)) {
                    return 0;
                }
                if (fd.isClosed()) {
                    throw new LinuxException("read", Errno.EBADF, "pipe");
                }
            }
        } finally {
            fd.release();
        }
    }

    /** As {@link Pipe#capacity}; @throws LinuxException EBADF after {@link #close} */
    public void capacity(int bytes) {
        Pipe.capacity(fd, bytes);
    }

    /**
     * Takes what is in the pipe now for all there will ever be: once it is empty, {@link #read} answers
     * -1 although a copy of the write end may still be open somewhere.
     */
    public void endWhenEmpty() {
        ready.stop();
    }

    public Fd fd() {
        return fd;
    }

    /** Wakes a thread waiting in {@link #read}; writers get EPIPE from now on. */
    @Override
    public void close() {
        ready.close();
    }
}
