package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.http2.Http2Sessions.Connector;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The version of HTTP that one server is spoken to in. */
interface Dialect extends AutoCloseable {
    /** Whether the server answers a GET of the path with 200; waits a moment for it. The channel is of no use then. */
    boolean answersOk(SocketChannel channel, String host, String path) throws IOException;

    /** As {@link Entrance#kept}. */
    Optional<ServerConnection> kept();

    /** As {@link Entrance#connect}. */
    ServerConnection connect(HttpLoop loop, Connector connector) throws IOException;

    /** As {@link Entrance#closeIdle}. */
    void closeIdle();

    @Override
    void close();
}
