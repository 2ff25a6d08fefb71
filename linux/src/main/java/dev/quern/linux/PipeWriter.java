package dev.quern.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The node's write end of a pipe whose read end another process holds. One writing thread at a time. */
public final class PipeWriter implements AutoCloseable {
    private final Fd fd;
    private final Readiness ready;

    PipeWriter(Fd fd) {
        FileCalls.fcntl(fd.number(), FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
        this.fd = fd;
        this.ready = new Readiness(fd);
    }

    /**
     * Waits for room and writes at least one byte, advancing the buffer.
     *
     * @param from a direct buffer with bytes left
     * @return the number of bytes written
     * @throws LinuxException EPIPE when no reader is left, EBADF after {@link #close}, EINTR on
     *     interruption
     */
    public int write(ByteBuffer from) {
        MemorySegment segment = MemorySegment.ofBuffer(from);
        int number = fd.acquire();
        try {
            while (true) {
                long n = FileCalls.write(number, segment);
                if (n >= 0) {
                    from.position(from.position() + (int) n);
                    return (int) n;
                }
                if (n != -Errno.EAGAIN) {
                    throw new LinuxException("write", (int) -n, "pipe");
                }
                if (ready.isStopped()) {
                    throw new LinuxException("write", Errno.EPIPE, "pipe");
                }
                ready.await(Poller.WRITABLE, 0);
                if (fd.isClosed()) {
                    throw new LinuxException("write", Errno.EBADF, "pipe");
                }
            }
        } finally {
            fd.release();
        }
    }

    /** Writes all that is left in {@code from}. @throws LinuxException as {@link #write} */
    public void writeFully(ByteBuffer from) {
        while (from.hasRemaining()) {
            write(from);
        }
    }

    /** As {@link Pipe#capacity}; @throws LinuxException EBADF after {@link #close} */
    public void capacity(int bytes) {
        Pipe.capacity(fd, bytes);
    }

    /** A full pipe is from now on as good as one without a reader: a waiting write gets EPIPE. */
    public void endWhenFull() {
        ready.stop();
    }

    public Fd fd() {
        return fd;
    }

    /** The reader sees the end once it has read what is in the pipe. Wakes a thread waiting in {@link #write}. */
    @Override
    public void close() {
        ready.close();
    }
}
