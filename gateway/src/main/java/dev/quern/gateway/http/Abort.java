package dev.quern.gateway.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Ends a response that has begun so that no client can take it for complete.
 *
 * <p>HTTP/2: RST_STREAM. HTTP/1.1 chunked: the connection closes without the last chunk, and what
 * was written before still arrives; {@link Exchange#unknownLength} makes sure of the chunks. HTTP/1.0 has
 * only the close to mark the end, and a plain close reads as success, also through proxies: the
 * connection is reset (RST) instead.
 */
public final class Abort {
    private Abort() {}

    public static void connection(Request request, Callback callback, Throwable cause) {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0) {
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
}
