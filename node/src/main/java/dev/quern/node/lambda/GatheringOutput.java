package dev.quern.node.lambda;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Gathers what is written, in pieces of some KiB; {@link #close} says that it is whole. */
final class GatheringOutput extends OutputStream {
    /** Whoever gathers. */
    @FunctionalInterface
    interface Target {
        /** @throws dev.quern.core.error.QuernException when it is too much */
        void add(ByteBuffer content, boolean last);
    }

    private final Target to;
    private final ByteBuffer buffer = ByteBuffer.allocate(Gathered.SMALL);

    GatheringOutput(Target to) {
        this.to = to;
    }

    @Override
    public void write(int b) {
        makeRoom();
        buffer.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int done = 0; done < length; ) {
            makeRoom();
            int n = Math.min(buffer.remaining(), length - done);
            buffer.put(bytes, offset + done, n);
            done += n;
        }
    }

    private void makeRoom() {
        if (!buffer.hasRemaining()) {
            to.add(buffer.flip(), false);
            buffer.clear();
        }
    }

    @Override
    public void close() {
        to.add(buffer.flip(), true);
        buffer.clear();
    }
}
