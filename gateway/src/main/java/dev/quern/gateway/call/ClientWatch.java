package dev.quern.gateway.call;

import dev.quern.linux.Poller;
import dev.quern.linux.Watch;
import java.lang.reflect.Field;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client is gone while its function is silent; the HTTP server reads nothing then and
 * would not.
 *
 * <p>A closed peer and a half-closed one look the same (FIN) until something is written. So on FIN an
 * HTTP/1.1 client whose response has not begun gets an interim response, 102 Processing (RFC 2518
 * section 10.1; RFC 9110 section 15.2: clients ignore 1xx they do not know): a closed peer's kernel
 * answers with RST, which is the proof. Where none may be sent (HTTP/1.0, or a response under way)
 * TCP keep-alive probes find out, and the response's own bytes do. HTTP/2 tells by itself.
 */
final class ClientWatch implements AutoCloseable {
    private static final Field SOCKET_FD = socketFd();

    private final Request request;
    private final Response response;
    private final Runnable gone;
    private volatile boolean closed;
    private @Nullable Watch watch;

    ClientWatch(Request request, Response response, Runnable gone) {
        this.request = request;
        this.response = response;
        this.gone = gone;
        request.addFailureListener(failure -> gone.run());
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
                && request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
                        instanceof SocketChannel channel) {
            watch = Poller.shared().onHangup(descriptor(channel), this::changed);
        }
    }

    private void changed(int bits) {
        if (closed) {
            return;
        }
        if ((bits & (Poller.HANGUP | Poller.ERROR)) != 0) {
            gone.run();
            return;
        }
        Thread.startVirtualThread(this::probe);
    }

    private void probe() {
        Watch w = watch;
        if (w == null || closed) {
            return;
        }
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1 && !response.isCommitted()) {
            response.writeInterim(102, HttpFields.EMPTY).whenComplete((ok, failure) -> {
                if (failure != null && !closed) {
                    gone.run();
                }
            });
        }
        // No events asked for: the kernel reports errors and full hang-ups always, and FIN would repeat at once.
        w.arm(0);
    }

    @Override
    public void close() {
        closed = true;
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
