package dev.quern.gateway.http;

import dev.quern.node.http.HttpLoop;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Knows which loop a client's connection is in, and finds clients that vanished without a word. */
final class LoopConnector extends ServerConnector {
    /** A loop carries some 20,000 short calls a second; the other cores are the functions'. */
    private static final int CORES_A_LOOP = 4;

    private final Map<ManagedSelector, HttpLoop> loops = new ConcurrentHashMap<>();

    LoopConnector(Server server, ConnectionFactory... factories) {
        super(
                server,
                null,
                null,
                null,
                1,
                Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_A_LOOP),
                factories);
    }

    /** The loop that the request's client is in. */
    static Optional<HttpLoop> loop(Request request) {
        return endPoint(request).map(LoopEndPoint::loop);
    }

    /** The request's connection, as far as it is in a loop. */
    static Optional<LoopEndPoint> endPoint(Request request) {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        EndPoint wire = end instanceof EndPoint.Wrapper tls ? tls.unwrap() : end;
        return wire instanceof LoopEndPoint in ? Optional.of(in) : Optional.empty();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        HttpLoop loop = loops.computeIfAbsent(selector, SharedLoop::new);
        LoopEndPoint made = new LoopEndPoint(channel, selector, key, getScheduler(), loop);
        made.setIdleTimeout(getIdleTimeout());
        return made;
    }

    /** A cut cable, a lost machine: silent for 15 s, they are asked. */
    @Override
    protected void configure(Socket socket) {
        super.configure(socket);
        try {
            socket.setKeepAlive(true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 15);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        } catch (IOException e) {
            // The connection is gone already; reading it will say so.
            return;
        }
    }
}
