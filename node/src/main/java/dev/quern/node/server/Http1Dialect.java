package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.http2.Http2Sessions.Connector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** HTTP/1.1: a connection for each exchange at a time, kept by the instance between them. */
record Http1Dialect() implements Dialect {
    private static final Duration MOST_READY = Duration.ofSeconds(2);

    @Override
    public boolean answersOk(SocketChannel channel, String host, String path) throws IOException {
        channel.socket().setSoTimeout((int) MOST_READY.toMillis());
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: quern-ready\r\nConnection: close\r\n\r\n";
        channel.socket().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = channel.socket().getInputStream();
        String begin = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        return begin.startsWith("HTTP/1.") && begin.endsWith(" 200");
    }

    @Override
    public Optional<ServerConnection> kept() {
        return Optional.empty();
    }

    @Override
    public ServerConnection connect(HttpLoop loop, Connector connector) throws IOException {
        SocketChannel channel = connector.connect();
        try {
            return loop.connection(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void closeIdle() {
        // The instance keeps them.
    }

    @Override
    public void close() {
        // Its connections are the instance's, and there is nothing else.
    }
}
