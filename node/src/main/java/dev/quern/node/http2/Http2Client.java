package dev.quern.node.http2;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/2 without TLS, by prior knowledge (RFC 9113 section 3.3), with the servers of functions: Jetty's, over channels
 * that were made elsewhere. It has threads from its first session on, and a few for all of them, since nothing waits
 * there.
 */
public final class Http2Client implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Client.class);
    private static final int MOST_THREADS = 8;
    private static final Duration MOST_GREETING = Duration.ofSeconds(5);

    /** Guarded by this, as is the next. */
    private @Nullable ClientConnector connector;

    private boolean closed;

    /**
     * Begins a session over a channel that is connected, and the session's from now on. Waits for what the server has to
     * say first, so that its limits are known before the first request.
     *
     * @throws IOException among others {@link dev.quern.node.http.WrongProtocol}; the channel is closed then
     */
    public Http2Session open(SocketChannel channel) throws IOException {
        Http2Session session = new Http2Session(channel);
        session.begin(started());
        session.awaitGreeting(MOST_GREETING);
        return session;
    }

    private synchronized ClientConnector started() throws IOException {
        if (closed) {
            throw new IOException("the node is closing");
        }
        ClientConnector running = connector;
        if (running == null) {
            running = make();
            connector = running;
        }
        return running;
    }

    private static ClientConnector make() {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("quern-http2");
        threads.setDaemon(true);
        ClientConnector made = new ClientConnector();
        made.setExecutor(threads);
        made.setSelectors(1);
        // Calls have deadlines, and idle sessions end with the freezing of their instance.
        made.setIdleTimeout(Duration.ZERO);
        try {
            made.start();
        } catch (Exception e) {
            throw new IllegalStateException("the client of HTTP/2 cannot be started", e);
        }
        return made;
    }

    /** Ends its threads and all sessions. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (connector != null) {
                connector.stop();
            }
        } catch (Exception e) {
            LOG.warn("the client of HTTP/2 does not stop in good order", e);
        }
    }
}
