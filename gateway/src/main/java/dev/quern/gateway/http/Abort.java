package dev.quern.gateway.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Ends a response that has begun so that no client can take it for complete.
 *
 * <p>HTTP/2: RST_STREAM. HTTP/1.1 chunked: the connection closes without the last chunk, and what
 * was written before still arrives. HTTP/1.0, and HTTP/1.1 when the client asked for {@code Connection:
 * close}, have only the close to mark the end, and a plain close reads as success, also through
 * proxies: the connection is reset (RST) instead.
 */
public final class Abort {
    private Abort() {}

    public static void connection(Request request, Callback callback, Throwable cause) {
        if (isEndedByClose(request)) {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            if (endPoint.getTransport() instanceof SocketChannel channel) {
                try {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                } catch (IOException e) {
                    // The connection is gone already, which is what was wanted.
                }
            }
            endPoint.close(cause);
        }
        // Quiet: the caller's record says what happened, and it is no failure of the server.
        callback.failed(new EofException(cause));
    }

    /** Jetty sends no chunks on a connection that will not be kept (RFC 9112 section 6.3, rule 8). */
    private static boolean isEndedByClose(Request request) {
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        return version == HttpVersion.HTTP_1_0
                || (version == HttpVersion.HTTP_1_1
                        && request.getHeaders().contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString()));
    }
}
