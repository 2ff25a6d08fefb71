package dev.quern.node.server;

import dev.quern.core.function.Serving;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** TCP to the port of a server, on whichever of the two loopback addresses it listens. */
final class HttpEntrance implements Entrance {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final int CONNECT_MILLIS = 5000;
    private static final int KNOCK_MILLIS = 1000;
    private static final int READY_MILLIS = 2000;

    private final Serving serving;
    private final Sandbox sandbox;
    private volatile @Nullable InetSocketAddress address;

    HttpEntrance(Serving serving, Sandbox sandbox) {
        this.serving = serving;
        this.sandbox = sandbox;
    }

    @Override
    public Readiness readiness() {
        String port = "port " + serving.port();
        return new Readiness(
                "listened on " + port,
                serving.readyPath()
                        .map(path -> "answer " + path + " with 200 on " + port)
                        .orElse("listen on " + port),
                "It must listen on $PORT, or deploy with the --port it has; --start-limit gives it more time.");
    }

    @Override
    public boolean awaitReady(Run run, Duration most) throws IOException {
        address = sandbox.inNetwork(() -> knock(run, most)).orElse(null);
        return address != null;
    }

    /** On a thread in the sandbox's network. */
    private Optional<InetSocketAddress> knock(Run run, Duration most) throws IOException {
        List<InetSocketAddress> addresses = List.of(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), serving.port()),
                new InetSocketAddress(InetAddress.getByName("::1"), serving.port()));
        long end = System.nanoTime() + most.toNanos();
        Duration pause = FIRST_PAUSE;
        while (System.nanoTime() - end < 0 && !run.exit().isDone()) {
            for (InetSocketAddress a : addresses) {
                if (answers(a)) {
                    return Optional.of(a);
                }
            }
            LockSupport.parkNanos(pause.toNanos());
            Duration longer = pause.multipliedBy(5).dividedBy(4);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
        return Optional.empty();
    }

    private boolean answers(InetSocketAddress to) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.socket().connect(to, KNOCK_MILLIS);
            return serving.readyPath().isEmpty()
                    || answersOk(channel, serving.readyPath().get());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answersOk(SocketChannel channel, String path) throws IOException {
        channel.socket().setSoTimeout(READY_MILLIS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + serving.port()
                + "\r\nUser-Agent: quern-ready\r\nConnection: close\r\n\r\n";
        channel.socket().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = channel.socket().getInputStream();
        String begin = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        return begin.startsWith("HTTP/1.") && begin.endsWith(" 200");
    }

    @Override
    public ServerConnection connect(HttpLoop loop) throws IOException {
        SocketChannel channel = sandbox.inNetwork(SocketChannel::open);
        try {
            channel.socket().connect(Objects.requireNonNull(address), CONNECT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return loop.connection(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        // Its connections are the instance's, and there is nothing else.
    }
}
