package dev.quern.gateway.call;

import dev.quern.linux.Poller;
import dev.quern.linux.Watch;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client is gone while its function is silent; the HTTP server reads nothing then and
 * would not.
 *
 * <p>RST says it at once. A closed peer and a half-closed one, however, look the same (FIN) until
 * something is written. What is done on FIN:
 *
 * <ul>
 *   <li>HTTP/1.1, response not begun: an interim response, 102 Processing (RFC 2518 section 10.1; RFC
 *       9110 section 15.2: clients ignore 1xx they do not know). A closed peer's kernel answers it with
 *       RST, which is the proof.
 *   <li>HTTP/1.0, or a response under way: nothing may be written that is not the function's. Clients
 *       that half-close do it when their request ends, so a FIN later than {@link #HALF_CLOSE} after that
 *       is taken for a client that went away. One that comes earlier is taken for a half-close: if it
 *       was none, the function's next byte meets RST, or else a keep-alive probe does once the peer's
 *       kernel has forgotten the connection (a minute, with Linux).
 * </ul>
 *
 * HTTP/2 tells by itself.
 */
public final class ClientWatch implements AutoCloseable {
    static final Duration HALF_CLOSE = Duration.ofSeconds(1);

    private static final int PROCESSING = 102;
    private static final Field SOCKET_FD = socketFd();

    private final Request request;
    private final Interim interim;
    private final Runnable gone;
    private final @Nullable SocketChannel channel;
    private @Nullable Watch watch;
    private volatile boolean closed;
    private volatile boolean requestEnded;
    private volatile long requestEndedNanos;

    /** @param gone runs at most a few times, on any thread, and must not block */
    public ClientWatch(Request request, Interim interim, Runnable gone) {
        this.request = request;
        this.interim = interim;
        this.gone = gone;
        if (request.getLength() == 0) {
            requestEnded();
        }
        request.addFailureListener(failure -> gone.run());
        channel = request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
                        && request.getConnectionMetaData()
                                        .getConnection()
                                        .getEndPoint()
                                        .getTransport()
                                instanceof SocketChannel socket
                ? socket
                : null;
        if (channel != null) {
            // A FIN that is there already calls back before this assignment is done.
            synchronized (this) {
                watch = Poller.shared().onHangup(descriptor(channel), this::changed);
            }
        }
    }

    /** The request was read to its end. */
    public void requestEnded() {
        requestEndedNanos = System.nanoTime();
        requestEnded = true;
    }

    private void changed(int bits) {
        if (closed) {
            return;
        }
        if ((bits & (Poller.HANGUP | Poller.ERROR)) != 0) {
            gone.run();
        } else {
            // The poller's thread must not wait for a write.
            Thread.startVirtualThread(this::finished);
        }
    }

    /** On FIN. */
    private synchronized void finished() {
        Watch w = watch;
        if (closed || w == null) {
            return;
        }
        boolean mayProbe = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
        Interim.Result probe = mayProbe ? interim.send(PROCESSING) : Interim.Result.TOO_LATE;
        boolean late = requestEnded && System.nanoTime() - requestEndedNanos > HALF_CLOSE.toNanos();
        if (probe == Interim.Result.CLIENT_GONE || (probe == Interim.Result.TOO_LATE && late)) {
            gone.run();
            return;
        }
        keepAlive();
        // No events asked for: the kernel reports errors and full hang-ups always, and FIN would repeat at once.
        w.arm(0);
    }

    private void keepAlive() {
        try {
            if (channel != null) {
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 1);
                channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
            }
        } catch (IOException e) {
            gone.run();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        interim.begin();
        if (watch != null) {
            watch.close();
        }
    }

    private static int descriptor(SocketChannel channel) {
        try {
            return SOCKET_FD.getInt(channel);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("started without --add-opens java.base/sun.nio.ch=ALL-UNNAMED", e);
        }
    }

    private static Field socketFd() {
        try {
            Field field = Class.forName("sun.nio.ch.SocketChannelImpl").getDeclaredField("fdVal");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("started without --add-opens java.base/sun.nio.ch=ALL-UNNAMED", e);
        }
    }
}
