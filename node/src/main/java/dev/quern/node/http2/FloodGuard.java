package dev.quern.node.http2;

import java.time.Duration;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.PriorityFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.http2.parser.Parser;
import org.eclipse.jetty.io.WindowRateControl;

/**
 * Ends a session whose server sends more of what costs it nothing than any has a reason to, or does not read what it
 * asks for: both would be the node's memory and processor. Jetty has such control for its server alone.
 */
final class FloodGuard extends Parser.Listener.Wrapper {
    /** gRPC measures the way with a ping for every round trip, thousands a second within a machine. */
    private static final int MOST_A_SECOND = 20_000;

    private static final int MOST_UNREAD = 10_000;

    private final HTTP2Session session;
    private final WindowRateControl rate = new WindowRateControl(MOST_A_SECOND, Duration.ofSeconds(1));

    FloodGuard(Parser.Listener to, HTTP2Session session) {
        super(to);
        this.session = session;
    }

    private boolean passes(Object frame) {
        if (rate.onEvent(frame) && session.getFrameQueueSize() < MOST_UNREAD) {
            return true;
        }
        onConnectionFailure(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too many frames");
        return false;
    }

    @Override
    public void onData(DataFrame frame) {
        if (frame.remaining() > 0 || frame.isEndStream() || passes(frame)) {
            super.onData(frame);
        }
    }

    @Override
    public void onPing(PingFrame frame) {
        if (passes(frame)) {
            super.onPing(frame);
        }
    }

    @Override
    public void onSettings(SettingsFrame frame) {
        if (passes(frame)) {
            super.onSettings(frame);
        }
    }

    @Override
    public void onPriority(PriorityFrame frame) {
        if (passes(frame)) {
            super.onPriority(frame);
        }
    }

    /** The stream hears why before it is closed for it: afterwards it cannot tell who closed it. */
    @Override
    public void onReset(ResetFrame frame) {
        if (!passes(frame)) {
            return;
        }
        Stream stream = session.getStream(frame.getStreamId());
        if (stream != null && stream.getListener() instanceof Answer answer) {
            answer.reset(frame.getError());
        }
        super.onReset(frame);
    }
}
