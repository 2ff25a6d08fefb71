package dev.quern.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open descriptor. Its number goes back to the kernel only when nobody uses it any more: a number
 * closed under a running call could be another file's before that call reaches the kernel.
 *
 * <p>{@code uses} counts the calls under way; bit 31 says that {@link #close} was called.
 */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    private final int number;
    private final AtomicInteger uses = new AtomicInteger();

    public Fd(int number) {
        this.number = number;
    }

    /** The number; for use in a call of one's own only between {@link #acquire} and {@link #release}. */
    public int number() {
        return number;
    }

    public boolean isClosed() {
        return (uses.get() & CLOSED) != 0;
    }

    /** Keeps the number valid until {@link #release}. @throws LinuxException EBADF when closed */
    int acquire() {
        while (true) {
            int now = uses.get();
            if ((now & CLOSED) != 0) {
                throw new LinuxException("use", Errno.EBADF, "descriptor " + number);
            }
            if (uses.compareAndSet(now, now + 1)) {
                return number;
            }
        }
    }

    void release() {
        if (uses.decrementAndGet() == CLOSED) {
            FileCalls.close(number);
        }
    }

    /** A second descriptor of the same open file, close-on-exec. */
    public Fd duplicate() {
        int fd = acquire();
        try {
            return new Fd(FileCalls.fcntl(fd, FileCalls.F_DUPFD_CLOEXEC, 3));
        } finally {
            release();
        }
    }

    /** Gives the file (a pipe too) to an owner. */
    public void chown(int uid, int gid) {
        int fd = acquire();
        try {
            FileCalls.fchown(fd, uid, gid);
        } finally {
            release();
        }
    }

    @Override
    public void close() {
        int now = uses.getAndUpdate(u -> u | CLOSED);
        if (now == 0) {
            FileCalls.close(number);
        }
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
