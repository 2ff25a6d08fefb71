package dev.quern.node.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http2.frames.DataFrame;

/**
 * What came of an answer's content since a piece of it was last handed on, in one array: a thousand small frames are not
 * to hold a thousand buffers. The window of the stream bounds it.
 */
final class Gathering {
    private static final int LEAST = 1 << 10;
    private static final byte[] NOTHING = {};

    /** @param window bytes of the stream's window that they took, which their padding did too */
    record Taken(ByteBuffer bytes, int window) {}

    private byte[] bytes = NOTHING;
    private int length;
    private int window;

    void add(DataFrame frame) {
        int more = frame.remaining();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(LEAST, length + more), 2 * length));
        }
        frame.getByteBuffer().get(bytes, length, more);
        length += more;
        window += frame.flowControlLength();
    }

    boolean isEmpty() {
        return length == 0;
    }

    Taken take() {
        Taken taken = new Taken(ByteBuffer.wrap(bytes, 0, length), window);
        bytes = NOTHING;
        length = 0;
        window = 0;
        return taken;
    }
}
