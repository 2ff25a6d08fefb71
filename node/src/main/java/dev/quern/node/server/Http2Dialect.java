package dev.quern.node.server;

import dev.quern.node.http.Header;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.http2.Http2Client;
import dev.quern.node.http2.Http2Session;
import dev.quern.node.http2.Http2Sessions;
import dev.quern.node.http2.Http2Sessions.Connector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** HTTP/2 in the clear: an exchange is a stream of a session that it shares with others. */
final class Http2Dialect implements Dialect {
    private static final Duration MOST_READY = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final Http2Client client;
    private final Http2Sessions sessions;

    Http2Dialect(Http2Client client) {
        this.client = client;
        this.sessions = new Http2Sessions(client);
    }

    @Override
    public boolean answersOk(SocketChannel channel, String host, String path) throws IOException {
        Http2Session session = client.open(channel);
        try {
            ServerConnection stream = session.lease().orElseThrow(() -> new IOException("it allows no requests"));
            ReadyAnswer answer = new ReadyAnswer();
            List<Header> headers = List.of(new Header("Host", host), new Header("User-Agent", "quern-ready"));
            if (stream.begin(answer, new RequestHead("GET", path, headers, 0))) {
                stream.send(true, SendCallback.NOTHING, ByteBuffer.allocate(0));
            }
            return answer.status(MOST_READY) == OK;
        } finally {
            session.close();
        }
    }

    @Override
    public Optional<ServerConnection> kept() {
        return sessions.kept();
    }

    @Override
    public ServerConnection connect(HttpLoop loop, Connector connector) throws IOException {
        return sessions.connect(connector);
    }

    @Override
    public void closeIdle() {
        sessions.closeIdle();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
