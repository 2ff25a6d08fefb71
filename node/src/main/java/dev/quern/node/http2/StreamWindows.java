package dev.quern.node.http2;

import java.util.List;
import org.eclipse.jetty.http2.BufferingFlowControlStrategy;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;

/**
 * How much a server may send (RFC 9113 section 5.2). On the whole connection more as soon as something was read, so that
 * one caller who does not take his answer holds up no other; on a stream only when its caller has taken it. What waits
 * in memory is so bounded by {@link #BYTES} for each call.
 */
final class StreamWindows extends BufferingFlowControlStrategy {
    static final int BYTES = 128 << 10;

    private static final float RATIO = 0.5f;

    StreamWindows() {
        super(RATIO);
    }

    @Override
    public void onDataConsumed(Session session, Stream stream, int length) {
        super.onDataConsumed(session, null, length);
    }

    /** The caller took so many. */
    void taken(Stream stream, int bytes) {
        if (bytes > 0 && !stream.isRemotelyClosed()) {
            updateRecvWindow(stream, bytes);
            sendWindowUpdate(stream.getSession(), stream, List.of(new WindowUpdateFrame(stream.getId(), bytes)));
        }
    }
}
