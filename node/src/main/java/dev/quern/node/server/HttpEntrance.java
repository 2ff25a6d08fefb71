package dev.quern.node.server;

import dev.quern.core.function.Serving;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
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

    private final Serving serving;
    private final Dialect dialect;
    private final Sandbox sandbox;
    private volatile @Nullable InetSocketAddress address;

    HttpEntrance(Serving serving, Dialect dialect, Sandbox sandbox) {
        this.serving = serving;
        this.dialect = dialect;
        this.sandbox = sandbox;
    }

    @Override
    public Readiness readiness() {
        String port = "port " + serving.port();
        return new Readiness(
                "listened on " + port,
                serving.readyPath()
                        .map(path -> "answer " + path + " with 200 on " + port + (serving.h2c() ? " in HTTP/2" : ""))
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
                    || dialect.answersOk(
                            channel,
                            "localhost:" + serving.port(),
                            serving.readyPath().get());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<ServerConnection> kept() {
        return dialect.kept();
    }

    @Override
    public ServerConnection connect(HttpLoop loop) throws IOException {
        return dialect.connect(loop, this::open);
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = sandbox.inNetwork(SocketChannel::open);
        try {
            channel.socket().connect(Objects.requireNonNull(address), CONNECT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void closeIdle() {
        dialect.closeIdle();
    }

    @Override
    public void close() {
        dialect.close();
    }
}
