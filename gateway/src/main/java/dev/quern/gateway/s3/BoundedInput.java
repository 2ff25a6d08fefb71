package dev.quern.gateway.s3;

import dev.quern.objects.ObservedInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

/** A body as it comes over the wire: not longer than allowed, not shorter than said. */
final class BoundedInput extends ObservedInput {
    /** What a coding may add to a body's length, and more. */
    private static final long CODING = 1L << 30;

    private final long most;
    private final long length;
    private long done;

    /** @param length how many bytes there must be; -1 when that is not known */
    BoundedInput(InputStream in, long most, long length) {
        super(in);
        this.most = length < 0 && most < Long.MAX_VALUE - CODING ? most + CODING : most;
        this.length = length;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        int read;
        try {
            read = in.read(to, offset, count);
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw S3Code.RequestTimeout.error();
            }
            throw S3Code.IncompleteBody.error();
        }
        if (read < 0 && length >= 0 && done < length) {
            throw S3Code.IncompleteBody.error();
        }
        done += Math.max(0, read);
        if (done > most) {
            throw S3Code.EntityTooLarge.error();
        }
        return read;
    }
}
