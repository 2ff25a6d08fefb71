package dev.quern.node.lambda;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** All that was gathered, once. */
final class GatheredInput extends InputStream {
    private final ByteBuffer[] buffers;
    private int current;

    /** @param whole is held by whoever reads */
    GatheredInput(Gathered whole) {
        buffers = whole.buffers();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (current < buffers.length && !buffers[current].hasRemaining()) {
            current++;
        }
        if (current == buffers.length) {
            return -1;
        }
        int n = Math.min(length, buffers[current].remaining());
        buffers[current].get(bytes, offset, n);
        return n;
    }
}
