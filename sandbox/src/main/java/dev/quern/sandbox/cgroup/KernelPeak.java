package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An open {@code memory.peak}. */
final class KernelPeak implements GroupFs.Peak {
    private final RandomAccessFile file;

    KernelPeak(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public long bytes() throws IOException {
        byte[] digits = new byte[32];
        file.seek(0);
        int length = file.read(digits);
        return Long.parseLong(new String(digits, 0, Math.max(length, 0), StandardCharsets.US_ASCII).strip());
    }

    @Override
    public void reset() throws IOException {
        file.seek(0);
        file.write('0');
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
