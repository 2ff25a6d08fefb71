package dev.quern.node.server;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.HttpListener;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.lambda.Identity;
import dev.quern.node.lambda.LambdaConnection;
import dev.quern.node.lambda.LambdaEnvironment;
import dev.quern.node.lambda.RuntimeApi;
import dev.quern.node.lambda.RuntimeClient;
import dev.quern.node.share.Share;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A Runtime API of the instance's own, on a socket the node made in its network before anything else ran there. */
final class LambdaEntrance implements Entrance {
    private static final int BACKLOG = 16;

    private final RuntimeApi api = new RuntimeApi(this::kill);
    private final Identity function;
    private final Share room;
    private final HttpListener listener;
    private volatile @Nullable Run run;

    private LambdaEntrance(Identity function, Share room, HttpLoop loop, ServerSocketChannel socket)
            throws IOException {
        this.function = function;
        this.room = room;
        this.listener = loop.listen(socket, RuntimeClient.MOST_AT_ONCE, client -> new RuntimeClient(api, client));
    }

    /** @param room for events and responses that have to be whole, in bytes */
    static LambdaEntrance open(Identity function, Share room, HttpLoop loop, Sandbox sandbox) throws IOException {
        ServerSocketChannel socket = sandbox.inNetwork(() -> {
            ServerSocketChannel made = ServerSocketChannel.open(StandardProtocolFamily.INET);
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            return made.bind(new InetSocketAddress(loopback, LambdaEnvironment.PORT), BACKLOG);
        });
        return new LambdaEntrance(function, room, loop, socket);
    }

    private void kill() {
        Run running = run;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public Readiness readiness() {
        return new Readiness(
                "asked for an event",
                "ask for an event",
                "Its entry point must be a runtime interface client, or a program that has one;"
                        + " --start-limit gives it more time.");
    }

    @Override
    public boolean awaitReady(Run started, Duration most) {
        run = started;
        try {
            CompletableFuture.anyOf(api.ready(), started.exit()).get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QuernException why ? why : new IllegalStateException(e.getCause());
        }
        return api.ready().isDone();
    }

    @Override
    public ServerConnection connect(HttpLoop callers) throws IOException {
        // The connections are those of the client inside, in the loop that accepted them.
        // One for each call: whoever closes it late must not end the call after it.
        LambdaConnection made = new LambdaConnection(api, function, room);
        if (!made.isIdle()) {
            throw new IOException("it does not ask for events any more");
        }
        return made;
    }

    @Override
    public boolean isSpent() {
        return !api.isSound();
    }

    @Override
    public void look(long nowNanos) {
        api.look(nowNanos);
    }

    @Override
    public void ended() {
        api.ended();
    }

    @Override
    public void close() {
        api.ended();
        listener.close();
    }
}
