package dev.quern.node.http2;

import dev.quern.node.http.ServerConnection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The sessions with one server: exchanges share one until it is full, then there is another. */
public final class Http2Sessions implements AutoCloseable {
    /** Makes a connection to the server; may wait. */
    @FunctionalInterface
    public interface Connector {
        SocketChannel connect() throws IOException;
    }

    private final Http2Client client;
    private final ConcurrentLinkedDeque<Http2Session> sessions = new ConcurrentLinkedDeque<>();
    /** The one that is being opened: whoever comes meanwhile waits for it. */
    private final AtomicReference<@Nullable CompletableFuture<Http2Session>> opening = new AtomicReference<>();

    private volatile boolean closed;

    public Http2Sessions(Http2Client client) {
        this.client = client;
    }

    /** For one exchange, over a session there is; does not wait. */
    public Optional<ServerConnection> kept() {
        for (Http2Session session : sessions) {
            Optional<ServerConnection> lease = session.lease();
            if (lease.isPresent()) {
                return lease;
            }
        }
        return Optional.empty();
    }

    /** For one exchange, over a new session where those there are have no room; may wait. */
    public ServerConnection connect(Connector connector) throws IOException {
        while (!closed) {
            Optional<ServerConnection> lease = kept();
            if (lease.isPresent()) {
                return lease.get();
            }
            CompletableFuture<Http2Session> own = new CompletableFuture<>();
            CompletableFuture<Http2Session> first = opening.compareAndExchange(null, own);
            if (first == null) {
                return open(own, connector);
            }
            await(first);
        }
        throw new IOException("the instance is closing");
    }

    /** Its first exchange is of who opens it, before others may take all there are. */
    private ServerConnection open(CompletableFuture<Http2Session> own, Connector connector) throws IOException {
        try {
            Http2Session session = client.open(connector.connect());
            ServerConnection lease = session.lease().orElse(null);
            if (lease == null) {
                session.close();
                throw new IOException("it allows no requests on a new connection");
            }
            sessions.add(session);
            session.onClosed(() -> sessions.remove(session));
            if (closed) {
                session.close();
            }
            own.complete(session);
            return lease;
        } catch (IOException | RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            opening.set(null);
        }
    }

    private static void await(CompletableFuture<Http2Session> opened) throws IOException {
        try {
            opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }

    /** Those with exchanges under way close when these have ended, and take no others. */
    public void closeIdle() {
        sessions.forEach(Http2Session::drain);
    }

    /** Ends whatever is under way. */
    @Override
    public void close() {
        closed = true;
        sessions.forEach(Http2Session::close);
    }
}
