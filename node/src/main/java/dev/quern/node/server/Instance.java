package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.KnownFailure;
import dev.quern.node.http.WrongProtocol;
import dev.quern.node.server.KeptConnections.Kept;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
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
    /** Also read without the lock, by who has just been counted. */
    volatile int running;

    long served;
    long idleSinceNanos;
    /** Processor time of its last moments, which no call is told of before it has gone. */
    volatile long lastCpuMicros;

    private final KeptConnections connections;
    private final Sandbox sandbox;
    private final Run run;
    private final Entrance entrance;
    private final List<Optional<SecretInfo>> given;
    /** Written under the monitor of this. */
    private volatile boolean frozen;
    /** Guarded by this. */
    private long cpuCounted;

    /** @param concurrency calls at once */
    Instance(UUID id, Sandbox sandbox, Run run, Entrance entrance, List<Optional<SecretInfo>> given, int concurrency) {
        this.id = id;
        this.sandbox = sandbox;
        this.run = run;
        this.entrance = entrance;
        this.given = given;
        this.connections = new KeptConnections(concurrency);
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** Which values of its secrets it was started with. */
    List<Optional<SecretInfo>> given() {
        return given;
    }

    Run run() {
        return run;
    }

    /** A connection over what was used before and is open, as far as is known. */
    Optional<Kept> kept(HttpLoop loop) {
        return connections.take(loop, running).or(() -> entrance.kept().map(shared -> new Kept(loop, shared)));
    }

    /** A new one; may wait. */
    Kept connect(HttpLoop loop) throws IOException {
        return new Kept(loop, entrance.connect(loop));
    }

    void keep(Kept connection) {
        connections.add(connection);
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

    /** Processor time in microseconds since it was last asked; reads a file of the kernel, so not under a lock. */
    synchronized long cpuSince() {
        try {
            long now = sandbox.cpuMicros();
            long since = Math.max(0, now - cpuCounted);
            cpuCounted = now;
            return since;
        } catch (QuernException e) {
            LOG.debug("instance {} has ended: {}", id, e.text());
            return 0;
        }
    }

    /** Stops it where nothing is to be done; a failure leaves it running. */
    void freeze() {
        // What a server has for a time-out of idle connections would pass as it wakes, under the next request.
        closeConnections();
        synchronized (this) {
            frozen = true;
            try {
                sandbox.freeze();
            } catch (QuernException e) {
                LOG.warn("instance {} cannot be frozen and goes on running: {}", id, e.text());
                sandbox.thaw();
                frozen = false;
            }
        }
    }

    /** Whether it is, or is about to be; never waits. */
    boolean isFrozen() {
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

    void look(long nowNanos) {
        entrance.look(nowNanos);
    }

    void ended() {
        entrance.ended();
    }

    /** How its end, or what it did to a connection, is told to a caller. */
    QuernException failure(IOException cause) {
        if (cause instanceof KnownFailure known) {
            return known.told();
        }
        // A process that dies closes its connections a little before its end is reported.
        return run.await(END_REPORTED)
                ? Ending.of(id, sandbox, run, "while it handled the call")
                : new QuernException(
                        ErrorCode.FUNCTION_FAILED,
                        "The function's server gave no proper answer: " + cause.getMessage(),
                        (cause instanceof WrongProtocol wrong ? wrong.fix() + " " : "") + Ending.log(id));
    }

    void closeConnections() {
        connections.close();
        entrance.closeIdle();
    }

    /** Whether it is fit for no other call. */
    boolean isSpent() {
        return entrance.isSpent();
    }

    /** It has ended. */
    void closeEntrance() {
        entrance.close();
    }
}
