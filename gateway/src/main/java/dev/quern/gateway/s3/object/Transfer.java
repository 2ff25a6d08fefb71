package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.S3Request;
import dev.quern.linux.Buffers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Sends an object's bytes. A long one goes through two buffers: while one is on its way into the socket the other is
 * filled, and both are large, since every hand-over to the connection's own thread costs as much as copying a lot.
 */
final class Transfer {
    private static final Buffers SHORT = new Buffers(64 << 10, 64);
    private static final Buffers LONG = new Buffers(1 << 20, 16);
    private static final long LONG_ABOVE = 64 << 10;

    private Transfer() {}

    /** Sends exactly {@code length} bytes and with the last of them the answer's end. */
    static void send(S3Request request, ReadableByteChannel from, long length) throws IOException {
        if (length <= LONG_ABOVE) {
            ByteBuffer buffer = SHORT.take();
            try {
                fill(buffer, from, length);
                request.send(buffer, true);
            } finally {
                SHORT.giveBack(buffer);
            }
            return;
        }
        ByteBuffer[] buffers = {LONG.take(), LONG.take()};
        boolean idle = false;
        try {
            long left = length - fill(buffers[0], from, length);
            for (int i = 0; left > 0; i++) {
                ByteBuffer next = buffers[(i + 1) & 1];
                try (S3Request.Sending sending = request.startSending(buffers[i & 1])) {
                    left -= fill(next, from, left);
                    sending.await();
                }
                if (left == 0) {
                    request.send(next, true);
                }
            }
            if (length <= buffers[0].capacity()) {
                request.send(buffers[0], true);
            }
            idle = true;
        } finally {
            if (idle) {
                // After a failure the connection may still hold one of them.
                LONG.giveBack(buffers[0]);
                LONG.giveBack(buffers[1]);
            }
        }
    }

    private static long fill(ByteBuffer buffer, ReadableByteChannel from, long left) throws IOException {
        buffer.clear().limit((int) Math.min(left, buffer.capacity()));
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                throw new EOFException("an object is shorter than its row says");
            }
        }
        return buffer.flip().remaining();
    }
}
