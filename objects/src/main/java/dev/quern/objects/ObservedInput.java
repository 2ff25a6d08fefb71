package dev.quern.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream around a stream that sees all that is read in one method, {@link #read(byte[], int, int)}. */
public abstract class ObservedInput extends FilterInputStream {
    protected ObservedInput(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] to, int offset, int count) throws IOException;
}
