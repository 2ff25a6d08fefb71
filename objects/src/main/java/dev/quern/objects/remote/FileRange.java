package dev.quern.objects.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes of a file that somebody else opened and closes. */
final class FileRange extends InputStream {
    private final FileChannel file;
    private final long end;
    private long at;

    FileRange(FileChannel file, long from, long length) {
        this.file = file;
        this.at = from;
        this.end = from + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (at == end) {
            return -1;
        }
        int read = file.read(ByteBuffer.wrap(to, offset, (int) Math.min(count, end - at)), at);
        at += Math.max(0, read);
        return read;
    }
}
