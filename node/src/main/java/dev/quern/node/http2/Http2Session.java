package dev.quern.node.http2;

import dev.quern.node.http.BadAnswer;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.http.WrongProtocol;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, with a stream for each exchange, as many at once as the server allows.
 *
 * <p>states: OPENING → OPEN → DRAINING → CLOSED, all → CLOSED. Guarded by this, as are the counts.
 */
public final class Http2Session {
    private static final int MOST_STREAMS = 256;
    /** Their numbers are odd and end at 2³¹ - 1. */
    private static final int MOST_OPENED = 1 << 29;

    private static final String FIX = "Deploy it without --h2c if it speaks HTTP/1.1.";

    private enum State {
        OPENING,
        OPEN,
        DRAINING,
        CLOSED
    }

    private final SocketChannel channel;
    private final CompletableFuture<HTTP2Session> greeted = new CompletableFuture<>();
    private volatile @Nullable HTTP2Session made;
    private volatile @Nullable Wire connection;
    private volatile int lastSeen = Integer.MAX_VALUE;
    private volatile int goneWith = ErrorCode.NO_ERROR.code;
    private volatile Runnable onClosed = () -> {};

    private State state = State.OPENING;
    private int most = MOST_STREAMS;
    private int leased;
    private int opened;

    Http2Session(SocketChannel channel) {
        this.channel = channel;
    }

    void begin(ClientConnector connector) {
        ClientConnectionFactory factory = (endPoint, context) -> {
            Wire wire = Wire.of(connector, endPoint, new Events());
            made(wire);
            return wire;
        };
        Map<String, Object> context = new ConcurrentHashMap<>();
        context.put(ClientConnector.CONTEXT_KEY, connector);
        context.put(ClientConnectionFactory.CONTEXT_KEY, factory);
        context.put(Transport.CONTEXT_KEY, Transport.TCP_IP);
        context.put(
                ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY, Promise.from(_ -> {}, greeted::completeExceptionally));
        connector.accept(channel, context);
    }

    private void made(Wire wire) {
        connection = wire;
        made = wire.getSession();
        if (isClosed()) {
            wire.getSession().disconnect();
        }
    }

    void awaitGreeting(Duration most) throws IOException {
        try {
            greeted.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("the node is closing", e);
        } catch (TimeoutException e) {
            close();
            throw new WrongProtocol("it was asked in HTTP/2 and said nothing for " + most.toSeconds() + " s", FIX);
        } catch (ExecutionException e) {
            close();
            throw new WrongProtocol("it was asked in HTTP/2 and did not begin as that does", FIX);
        }
    }

    /** Runs when it is no more, at once if it is that already. */
    void onClosed(Runnable then) {
        onClosed = then;
        if (isClosed()) {
            then.run();
        }
    }

    /** A stream for one exchange, unless it has as many as it may have. */
    public synchronized Optional<ServerConnection> lease() {
        if (state != State.OPEN || leased >= most) {
            return Optional.empty();
        }
        leased++;
        if (++opened == MOST_OPENED) {
            state = State.DRAINING;
        }
        return Optional.of(new Http2Connection(this));
    }

    /** A lease is over. */
    void released() {
        synchronized (this) {
            leased--;
        }
        endIfDrained();
    }

    /** No more exchanges; it closes when those under way have ended. */
    void drain() {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
        }
        endIfDrained();
    }

    private void endIfDrained() {
        boolean end;
        synchronized (this) {
            end = state == State.DRAINING && leased == 0;
        }
        if (end) {
            close();
        }
    }

    synchronized boolean isOpen() {
        return state == State.OPEN;
    }

    private synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    HTTP2Session jetty() {
        return Objects.requireNonNull(made);
    }

    StreamWindows windows() {
        return (StreamWindows) jetty().getFlowControlStrategy();
    }

    /** The number of the last stream that the server has looked at, or may have. */
    int lastSeen() {
        return lastSeen;
    }

    /** Bytes that came on it. */
    long heard() {
        Wire c = connection;
        return c == null ? 0 : c.getBytesIn();
    }

    IOException failure(int error, @Nullable String reason) {
        if (goneWith != ErrorCode.NO_ERROR.code) {
            return new IOException("it ended the connection (" + ErrorCode.toString(goneWith, "unknown") + ")");
        }
        return error == ErrorCode.CANCEL_STREAM_ERROR.code
                ? new IOException("it ended the connection before its answer was complete")
                : new BadAnswer("it is no HTTP/2 (" + (reason == null ? ErrorCode.toString(error, "") : reason) + ")");
    }

    /** At once, whatever is under way. */
    public void close() {
        ended();
        HTTP2Session jetty = made;
        if (jetty == null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is gone either way.
                return;
            }
        } else {
            jetty.close(ErrorCode.NO_ERROR.code, "", Callback.NOOP);
            // A server that reads nothing would keep it for as long as it likes.
            jetty.disconnect();
        }
    }

    private void ended() {
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
        }
        greeted.completeExceptionally(new IOException("closed"));
        onClosed.run();
    }

    private void greeting(SettingsFrame frame) {
        HTTP2Session jetty = jetty();
        synchronized (this) {
            Integer allowed = frame.getSettings().get(SettingsFrame.MAX_CONCURRENT_STREAMS);
            if (allowed != null) {
                most = allowed < 0 ? MOST_STREAMS : Math.min(allowed, MOST_STREAMS);
            }
            if (state == State.OPENING) {
                state = State.OPEN;
            }
        }
        greeted.complete(jetty);
    }

    private final class Events implements Session.Listener {
        @Override
        public void onSettings(Session session, SettingsFrame frame) {
            if (!frame.isReply()) {
                greeting(frame);
            }
        }

        @Override
        public void onGoAway(Session session, GoAwayFrame frame) {
            lastSeen = Math.min(lastSeen, frame.getLastStreamId());
            goneWith = frame.getError();
            drain();
        }

        @Override
        public boolean onIdleTimeout(Session session) {
            return false;
        }

        @Override
        public void onClose(Session session, GoAwayFrame frame, Callback callback) {
            ended();
            callback.succeeded();
        }

        @Override
        public void onFailure(Session session, Throwable failure, Callback callback) {
            ended();
            callback.succeeded();
        }
    }
}
