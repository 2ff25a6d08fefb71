package dev.quern.node.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;

/** One direction of a connection. What its receiver does not take yet is kept, and nothing more is read until then. */
final class Flow {
    private static final int READS_AT_ONCE = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel from;
    private final SocketChannel to;
    private final LongAdder bytes;
    private ByteBuffer left = NOTHING;
    private boolean ended;
    private boolean done;

    Flow(SocketChannel from, SocketChannel to, LongAdder bytes) {
        this.from = from;
        this.to = to;
        this.bytes = bytes;
    }

    boolean wantsToRead() {
        return !ended && !left.hasRemaining();
    }

    boolean wantsToWrite() {
        return left.hasRemaining();
    }

    /** Everything has passed, its end too. */
    boolean isDone() {
        return done;
    }

    void read(ByteBuffer buffer) throws IOException {
        for (int i = 0; i < READS_AT_ONCE && wantsToRead(); i++) {
            int n = from.read(buffer.clear());
            if (n == 0) {
                return;
            }
            if (n < 0) {
                ended = true;
                finish();
                return;
            }
            bytes.add(n);
            to.write(buffer.flip());
            if (buffer.hasRemaining()) {
                left = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
            }
        }
    }

    void write() throws IOException {
        to.write(left);
        if (!left.hasRemaining()) {
            left = NOTHING;
            finish();
        }
    }

    private void finish() throws IOException {
        if (ended && !left.hasRemaining() && !done) {
            done = true;
            to.shutdownOutput();
        }
    }
}
