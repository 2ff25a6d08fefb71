package dev.quern.node.http2;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.internal.HTTP2ClientSession;
import org.eclipse.jetty.http2.frames.PrefaceFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.hpack.HpackContext;
import org.eclipse.jetty.http2.parser.Parser;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * The client's side of one connection, as {@code HTTP2ClientConnectionFactory} makes it, but for two things that Jetty's
 * client has no setting for: a {@link FloodGuard} between the frames and the session, and no push.
 */
final class Wire extends HTTP2Connection implements Callback {
    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final int SESSION_WINDOW = 1 << 20;
    private static final int READ_BYTES = 32 << 10;

    private Wire(ClientConnector connector, EndPoint endPoint, HTTP2Session session) {
        super(connector.getByteBufferPool(), connector.getExecutor(), endPoint, session, READ_BYTES);
    }

    static Wire of(ClientConnector connector, EndPoint endPoint, Session.Listener listener) {
        Generator generator = new Generator(connector.getByteBufferPool());
        Parser parser = new Parser(connector.getByteBufferPool(), MOST_HEADER_BYTES);
        HTTP2ClientSession session = new HTTP2ClientSession(
                connector.getScheduler(), endPoint, parser, generator, listener, new StreamWindows());
        session.setMaxEncoderTableCapacity(HpackContext.DEFAULT_MAX_TABLE_CAPACITY);
        Wire wire = new Wire(connector, endPoint, session);
        parser.init(new FloodGuard(wire, session));
        return wire;
    }

    @Override
    public void onOpen() {
        HTTP2Session session = getSession();
        Map<Integer, Integer> settings = Map.of(
                SettingsFrame.ENABLE_PUSH,
                0,
                SettingsFrame.INITIAL_WINDOW_SIZE,
                StreamWindows.BYTES,
                SettingsFrame.MAX_HEADER_LIST_SIZE,
                MOST_HEADER_BYTES);
        int more = SESSION_WINDOW - FlowControlStrategy.DEFAULT_WINDOW_SIZE;
        session.updateRecvWindow(more);
        session.frames(
                null,
                List.of(new PrefaceFrame(), new SettingsFrame(settings, false), new WindowUpdateFrame(0, more)),
                this);
    }

    /** Nothing is read before this is written: what a server says is answered, and the preface comes first. */
    @Override
    public void succeeded() {
        super.onOpen();
        produce();
    }

    @Override
    public void failed(Throwable cause) {
        getSession().disconnect();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
