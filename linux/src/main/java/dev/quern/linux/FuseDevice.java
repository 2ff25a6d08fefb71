package dev.quern.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The serving end of one FUSE file system (/dev/fuse): requests are read from it, answers written to it. When it is
 * closed, or its process ends however it ends, the kernel fails everything that is under way in the file system and
 * all that comes after, so nobody waits for it.
 *
 * <p>One thread reads at a time; any may write.
 */
public final class FuseDevice implements AutoCloseable {
    private static final int O_RDWR = 2;

    private final Fd fd;
    private final Readiness ready;

    private FuseDevice(Fd fd) {
        this.fd = fd;
        this.ready = new Readiness(fd);
    }

    /** @throws LinuxException ENOENT or ENODEV where the kernel has no FUSE */
    public static FuseDevice open() {
        return new FuseDevice(new Fd(FileCalls.open("/dev/fuse", O_RDWR | FileCalls.O_NONBLOCK)));
    }

    /**
     * Makes the file system this serves, and a mount of it that is attached nowhere: gone with its descriptor unless
     * somebody attaches it. nosuid and nodev; its users are whoever sees the mount, and the kernel checks no modes.
     *
     * @param source what mountinfo says it is of
     */
    public Fd mount(String source, boolean readOnly) {
        int number = fd.acquire();
        try {
            return NewMount.fuse(number, source, readOnly);
        } finally {
            fd.release();
        }
    }

    /**
     * Waits for requests.
     *
     * @return false when there will be no more: it is unmounted or closed
     */
    public boolean await() {
        try {
            fd.acquire();
        } catch (LinuxException e) {
            return false;
        }
        try {
            ready.await(Poller.READABLE, 0);
            return !fd.isClosed();
        } finally {
            fd.release();
        }
    }

    /**
     * Reads one request if there is one.
     *
     * @param into a direct buffer with room for the largest request; gets exactly one
     * @return its bytes, 0 when there is none now, -1 when there will be no more
     */
    public int read(ByteBuffer into) {
        int number;
        try {
            number = fd.acquire();
        } catch (LinuxException e) {
            return -1;
        }
        try {
            long n = FileCalls.read(number, MemorySegment.ofBuffer(into));
            while (n == -Errno.ENOENT) {
                // The one it was about to give was withdrawn.
                n = FileCalls.read(number, MemorySegment.ofBuffer(into));
            }
            if (n > 0) {
                into.position(into.position() + (int) n);
                return (int) n;
            }
            return n == -Errno.EAGAIN ? 0 : -1;
        } finally {
            fd.release();
        }
    }

    /**
     * Sends an answer, whole.
     *
     * @param answer a direct buffer
     * @return 0 or errno: ENOENT when nobody waits for it any more
     */
    public int write(ByteBuffer answer) {
        int number;
        try {
            number = fd.acquire();
        } catch (LinuxException e) {
            return Errno.ENODEV;
        }
        try {
            long n = FileCalls.write(number, MemorySegment.ofBuffer(answer));
            return n < 0 ? (int) -n : 0;
        } finally {
            fd.release();
        }
    }

    @Override
    public void close() {
        ready.close();
    }
}
