package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.HttpConnection;
import dev.quern.node.http.HttpLoop;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server in its sandbox.
 *
 * <p>states: STARTING → WARM ⇄ BUSY, WARM → FROZEN → (WARM | BUSY), all → CLOSING → GONE. Guarded by the set's lock,
 * as are the counts; the connections are not.
 */
final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration END_REPORTED = Duration.ofMillis(100);

    enum State {
        STARTING,
        WARM,
        BUSY,
        FROZEN,
        CLOSING,
        GONE
    }

    final UUID id;
    final Instant startedAt = Instant.now();
    final long startedNanos = System.nanoTime();
    State state = State.STARTING;
    int running;
    long served;
    long idleSinceNanos;

    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final Sandbox sandbox;
    private final Run run;
    private final HttpLoop loop;
    private final SocketAddress address;
    /** Guarded by this. */
    private boolean frozen;

    Instance(UUID id, Sandbox sandbox, Run run, HttpLoop loop, SocketAddress address) {
        this.id = id;
        this.sandbox = sandbox;
        this.run = run;
        this.loop = loop;
        this.address = address;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Run run() {
        return run;
    }

    /** A connection that was used before and is open, as far as is known. */
    Optional<HttpConnection> kept() {
        while (true) {
            HttpConnection connection = idle.pollFirst();
            if (connection == null || connection.isIdle()) {
                return Optional.ofNullable(connection);
            }
        }
    }

    /** A new one; may wait. */
    HttpConnection connect() throws IOException {
        SocketChannel channel = sandbox.inNetwork(SocketChannel::open);
        try {
            channel.socket().connect(address, (int) CONNECT_LIMIT.toMillis());
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return loop.connection(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void keep(HttpConnection connection) {
        if (connection.isIdle()) {
            idle.addFirst(connection);
        }
    }

    /** What it uses now; reads files of the kernel, so not under a lock. */
    InstanceReading reading(State shown, int calls, long before) {
        long memory = 0;
        long cpu = 0;
        try {
            memory = sandbox.memoryBytes();
            cpu = sandbox.cpuMicros();
        } catch (QuernException e) {
            LOG.debug("instance {} has ended: {}", id, e.text());
        }
        return new InstanceReading(id, shown.name().toLowerCase(Locale.ROOT), startedAt, calls, before, memory, cpu);
    }

    /** Stops it where nothing is to be done; a failure leaves it running. */
    void freeze() {
        synchronized (this) {
            try {
                sandbox.freeze();
                frozen = true;
            } catch (QuernException e) {
                LOG.warn("instance {} cannot be frozen and goes on running: {}", id, e.text());
                sandbox.thaw();
            }
        }
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    void thaw() {
        synchronized (this) {
            if (frozen) {
                sandbox.thaw();
                frozen = false;
            }
        }
    }

    /** How its end, or what it did to a connection, is told to a caller. */
    QuernException failure(IOException cause) {
        // A process that dies closes its connections a little before its end is reported.
        return run.await(END_REPORTED)
                ? Ending.of(id, sandbox, run, "while it handled the call")
                : new QuernException(
                        ErrorCode.FUNCTION_FAILED,
                        "The function's server gave no proper answer: " + cause.getMessage(),
                        Ending.log(id));
    }

    void closeConnections() {
        for (HttpConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
            c.close();
        }
    }
}
