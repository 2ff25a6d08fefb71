package dev.quern.linux;

/**
 * A new kernel pipe, both ends close-on-exec and blocking. The end that stays here becomes a {@link
 * PipeReader} or {@link PipeWriter}, which makes that end alone non-blocking; the other end is for
 * another process.
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
    public static Pipe open() {
        int[] ends = FileCalls.pipe();
        return new Pipe(new Fd(ends[0]), new Fd(ends[1]));
    }

    public PipeReader reader() {
        return new PipeReader(readEnd);
    }

    public PipeWriter writer() {
        return new PipeWriter(writeEnd);
    }

    /** Sets the capacity, a power of two from 4096 to 1 MiB; keeps the old one where the kernel refuses. */
    public void capacity(int bytes) {
        capacity(readEnd, bytes);
    }

    static void capacity(Fd end, int bytes) {
        int fd = end.acquire();
        try {
            FileCalls.fcntl(fd, FileCalls.F_SETPIPE_SZ, bytes);
        } catch (LinuxException e) {
            if (!e.is(Errno.EPERM) && !e.is(Errno.EBUSY)) {
                throw e;
            }
        } finally {
            end.release();
        }
    }

    @Override
    public void close() {
        readEnd.close();
        writeEnd.close();
    }
}
