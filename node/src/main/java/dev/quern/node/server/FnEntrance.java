package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.call.FnVariables;
import dev.quern.node.fn.FnConnection;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.SocketDirectory;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The socket an FDK listens on. It binds one under another name, and links the name that is known to it. */
final class FnEntrance implements Entrance {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final UUID instance;
    private final SocketDirectory sockets;
    /** What readiness was seen by, for a first call that comes at once: some FDKs take one connection at a time. */
    private final AtomicReference<@Nullable SocketChannel> first = new AtomicReference<>();

    private volatile long readyNanos;
    private volatile String problem = "";
    private volatile boolean spent;

    FnEntrance(UUID instance, SocketDirectory sockets) {
        this.instance = instance;
        this.sockets = sockets;
    }

    @Override
    public Readiness readiness() {
        String socket = SocketDirectory.TARGET + "/" + FnVariables.SOCKET;
        return new Readiness(
                "listened on " + socket,
                "listen on " + socket + (problem.isEmpty() ? "" : " (" + problem + ")"),
                "Its image must be made with an Fn FDK; --start-limit gives it more time, --contract http is for"
                        + " servers on a port.");
    }

    @Override
    public boolean awaitReady(Run run, Duration most) {
        first.set(connect(run, most));
        readyNanos = System.nanoTime();
        return first.get() != null;
    }

    /** Null when the program has ended, or nobody listened in time. */
    private @Nullable SocketChannel connect(Run run, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        Duration pause = FIRST_PAUSE;
        while (System.nanoTime() - end < 0 && !run.exit().isDone()) {
            if (sockets.has(FnVariables.SOCKET)) {
                try {
                    return sockets.connect(FnVariables.SOCKET);
                } catch (SocketDirectory.Outside e) {
                    throw new QuernException(
                            ErrorCode.FUNCTION_FAILED,
                            "The function's server: " + e.getMessage(),
                            Ending.log(instance));
                } catch (IOException e) {
                    problem = String.valueOf(e.getMessage());
                }
            }
            LockSupport.parkNanos(pause.toNanos());
            Duration longer = pause.multipliedBy(5).dividedBy(4);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
        return null;
    }

    @Override
    public ServerConnection connect(HttpLoop loop) throws IOException {
        SocketChannel channel = first.getAndSet(null);
        if (channel == null || System.nanoTime() - readyNanos > FnConnection.MOST_IDLE.toNanos()) {
            close(channel);
            channel = another();
        }
        return new FnConnection(loop.connection(channel), () -> spent = true, Ending.log(instance));
    }

    /** Waits while it has more to accept than it takes. */
    private SocketChannel another() throws IOException {
        long end = System.nanoTime() + CONNECT_LIMIT.toNanos();
        while (true) {
            try {
                return sockets.connect(FnVariables.SOCKET);
            } catch (SocketDirectory.Busy e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            }
        }
    }

    @Override
    public boolean isSpent() {
        return spent;
    }

    @Override
    public void close() {
        close(first.getAndSet(null));
    }

    private static void close(@Nullable SocketChannel unused) {
        try {
            if (unused != null) {
                unused.close();
            }
        } catch (IOException e) {
            // It is gone either way.
            return;
        }
    }
}
