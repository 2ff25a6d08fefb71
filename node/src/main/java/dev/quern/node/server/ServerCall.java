package dev.quern.node.server;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.http.WrongProtocol;
import dev.quern.node.server.KeptConnections.Kept;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of a server, or one attempt of a task, from its wish for an instance to its record. A task waits for one
 * without a bound, and its time begins when it has one.
 *
 * <p>states: WAITING → CONNECTED → ENDED, WAITING → ENDED
 */
public final class ServerCall {
    private static final int MOST_CONNECTS = 3;
    private static final int LEAST_ERROR = 500;

    /** Whoever speaks HTTP with the server. */
    public interface Listener {
        /** Where the call comes from, if that is a loop: its servers are best looked after there too. */
        default Optional<HttpLoop> loop() {
            return Optional.empty();
        }

        /** The first thing it hears. */
        void began(ServerCall call);

        /**
         * There is an instance: the exchange may begin. On the thread that asked, or any other; nothing may wait here.
         *
         * @param fresh whether the connection is new; one that is not may turn out to be closed
         */
        void connected(ServerConnection connection, boolean fresh);

        /** There is none; {@link ServerCall#finish} is to follow. */
        void refused(RuntimeException why);

        /** The call was cancelled under way; its connection is closed, and {@link ServerCall#finish} is to follow. */
        void cancelled(QuernException why);

        /** The call has lasted a while; once. */
        void slow();
    }

    private enum State {
        WAITING,
        CONNECTED,
        ENDED
    }

    private volatile CallSpec spec;
    private final Cancel cancel;
    private final InstanceSet set;
    private final HttpLoop loop;
    private final Listener listener;
    private final BiConsumer<ServerCall, CallRecord> ended;
    private final long enteredNanos = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Instance instance;
    private volatile @Nullable Kept connection;
    private volatile long grantedNanos;
    private volatile boolean waited;
    private volatile boolean blamed;
    private volatile boolean turnedAway;
    private boolean slow;

    ServerCall(
            CallSpec spec,
            Cancel cancel,
            InstanceSet set,
            HttpLoop loop,
            Listener listener,
            BiConsumer<ServerCall, CallRecord> ended) {
        this.spec = spec;
        this.cancel = cancel;
        this.set = set;
        this.loop = loop;
        this.listener = listener;
        this.ended = ended;
    }

    public CallSpec spec() {
        return spec;
    }

    boolean isTask() {
        return spec.task().isPresent();
    }

    long enteredNanos() {
        return enteredNanos;
    }

    /** The set gave it a place in an instance. */
    void granted(Instance given, boolean afterWaiting) {
        waited = afterWaiting;
        grantedNanos = System.nanoTime();
        instance = given;
        if (isTask()) {
            spec = spec.from(Instant.now(), grantedNanos);
        }
        if (!state.compareAndSet(State.WAITING, State.CONNECTED)) {
            set.leave(this, given, 0);
            return;
        }
        if (cancel.cause().isPresent()) {
            // It fired between the queue and here, where nothing heard it.
            cancelled();
            return;
        }
        Optional<Kept> kept = given.kept(loop);
        if (kept.isPresent() && !given.isFrozen()) {
            connected(kept.get(), false);
        } else {
            // Thawing and connecting may wait, and whoever brought the news may not.
            Thread.ofVirtual().name("quern-connect").start(() -> connect(given, kept));
        }
    }

    private void connect(Instance given, Optional<Kept> kept) {
        given.thaw();
        if (kept.isPresent()) {
            connected(kept.get(), false);
            return;
        }
        reconnect();
    }

    /** Gets another connection after one that was not new turned out to be closed; the listener hears of it. */
    public void reconnect() {
        Instance given = instance;
        IOException failure = new IOException("it does not accept connections");
        for (int i = 0; given != null && i < MOST_CONNECTS && state.get() == State.CONNECTED; i++) {
            try {
                connected(given.connect(loop), true);
                return;
            } catch (WrongProtocol e) {
                failure = e;
                break;
            } catch (IOException e) {
                failure = e;
            } catch (QuernException e) {
                // The sandbox has ended; the failure says how.
                break;
            }
        }
        if (given != null) {
            listener.refused(given.failure(failure));
        }
    }

    private void connected(Kept open, boolean fresh) {
        connection = open;
        if (state.get() == State.ENDED) {
            open.connection().close();
        } else {
            listener.connected(open.connection(), fresh);
        }
    }

    /** The set will not give it an instance. */
    void refused(Refusal refusal) {
        if (state.compareAndSet(State.WAITING, State.ENDED)) {
            cancel.onFire(() -> {});
            turnedAway = refusal.isLimit();
            blamed = refusal.blamed() && cancel.cause().isEmpty();
            ended.accept(this, record(Optional.of(refusal.why()), 0, 0, System.nanoTime()));
            listener.refused(refusal.why());
        }
    }

    /** On {@link Cancel}. */
    void cancelled() {
        Cancel.Cause cause = cancel.cause().orElseThrow();
        if (state.get() == State.WAITING && set.forget(this)) {
            refused(Refusal.cancelled(cause.failure(spec)));
            return;
        }
        Kept open = connection;
        if (state.get() == State.CONNECTED) {
            if (open != null) {
                open.connection().close();
            }
            listener.cancelled(cause.failureUnderWay(spec));
        }
    }

    /** The server has answered with this status. */
    public void answered(int status) {
        blamed = status >= LEAST_ERROR;
    }

    /** Whether the version is to blame for what came of the call, though it may not have failed. */
    boolean blamed() {
        return blamed;
    }

    /** Whether a limit kept it out, so that there is nothing to record. */
    boolean turnedAway() {
        return turnedAway;
    }

    /** What the server or its connection did, as an error for the caller; may wait a moment for the server's end. */
    public QuernException failure(IOException cause) {
        Instance given = instance;
        return given == null
                ? new QuernException(ErrorCode.FUNCTION_FAILED, "The function's server failed: " + cause.getMessage())
                : given.failure(cause);
    }

    /**
     * The exchange is over, whatever came of it; its connection is kept if it can be. Nothing more the second time.
     *
     * @return its record; empty if it had ended before, or never had an instance
     */
    public Optional<CallRecord> finish(Optional<QuernException> failure, long bytesIn, long bytesOut) {
        if (state.getAndSet(State.ENDED) == State.ENDED) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        cancel.onFire(() -> {});
        Instance given = instance;
        Kept used = connection;
        if (given != null && used != null) {
            used.connection().whenFree(() -> release(given, used));
        } else if (given != null) {
            set.leave(this, given, now - grantedNanos);
        }
        CallRecord record = record(failure, bytesIn, bytesOut, now);
        ended.accept(this, record);
        return Optional.of(record);
    }

    private void release(Instance given, Kept used) {
        if (used.connection().isIdle()) {
            given.keep(used);
        } else {
            used.connection().close();
        }
        set.leave(this, given, System.nanoTime() - grantedNanos);
    }

    void cancel(Cancel.Cause cause) {
        cancel.fire(cause);
    }

    /** Every tenth of a second. */
    void tick(long now) {
        if (isTask() && state.get() == State.WAITING) {
            return;
        }
        if (now - spec.deadlineNanos() >= 0) {
            cancel.fire(Cancel.Cause.DEADLINE);
        } else if (!slow && state.get() == State.CONNECTED) {
            slow = true;
            listener.slow();
        }
    }

    private long cpuMicros() {
        Instance given = instance;
        if (given == null) {
            return 0;
        }
        if (isTask()) {
            // It is committed with the outcome, so it should not be a tenth of a second late.
            set.measure(given);
        }
        return set.takeCpuMicros();
    }

    private CallRecord record(Optional<? extends RuntimeException> failure, long bytesIn, long bytesOut, long now) {
        Optional<QuernException> error =
                failure.filter(QuernException.class::isInstance).map(QuernException.class::cast);
        long granted = grantedNanos == 0 ? now : grantedNanos;
        return new CallRecord(
                spec.id(),
                spec.namespace(),
                spec.function(),
                spec.version(),
                spec.imageDigest(),
                spec.keyId(),
                "local",
                CallState.of(error),
                OptionalInt.empty(),
                error.map(e -> e.code().wire()),
                error.map(QuernException::text),
                Optional.empty(),
                spec.receivedAt(),
                Math.max(0, (granted - enteredNanos) / 1000),
                0,
                Math.max(0, (now - granted) / 1000),
                cpuMicros(),
                0,
                bytesIn,
                bytesOut,
                !waited,
                1);
    }
}
