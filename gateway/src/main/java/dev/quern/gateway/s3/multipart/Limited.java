package dev.quern.gateway.s3.multipart;

import dev.quern.objects.ObservedInput;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream that goes on. */
final class Limited extends ObservedInput {
    private long left;

    Limited(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(to, offset, (int) Math.min(count, left));
        left -= Math.max(0, read);
        return read;
    }
}
