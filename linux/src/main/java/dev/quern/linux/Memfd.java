package dev.quern.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Anonymous files in memory. */
public final class Memfd {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    /** No seal may follow, no shrinking, no growing, no writing. */
    private static final int ALL_SEALS = 0xF;

    private Memfd() {}

    /** An empty one, for another process to write to. */
    public static Fd create(String name) {
        return new Fd(FileCalls.memfd(name, MFD_CLOEXEC));
    }

    /** One with these bytes that nobody can change any more; {@code content} is direct and not advanced. */
    public static Fd sealed(String name, ByteBuffer content) {
        Fd fd = new Fd(FileCalls.memfd(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
        try {
            MemorySegment left = MemorySegment.ofBuffer(content);
            while (left.byteSize() > 0) {
                long n = FileCalls.write(fd.number(), left);
                if (n < 0) {
                    throw new LinuxException("write", (int) -n, "memfd");
                }
                left = left.asSlice(n);
            }
            FileCalls.fcntl(fd.number(), FileCalls.F_ADD_SEALS, ALL_SEALS);
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** The first {@code max} bytes at most, whatever the file's position is. */
    public static byte[] head(Fd fd, int max) {
        int number = fd.acquire();
        try {
            return FileCalls.pread(number, max, 0);
        } finally {
            fd.release();
        }
    }
}
