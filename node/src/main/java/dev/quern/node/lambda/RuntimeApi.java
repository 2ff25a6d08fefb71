package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.InboundConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API of one instance (AWS Lambda developer guide, "Using the Lambda runtime API"; where that is silent,
 * the runtime interface emulator): one event at a time, asked for by the function's runtime client.
 *
 * <p>states: INIT → READY → TAKEN → RUNNING → RESPONDING → ANSWERED → READY …, INIT → FAILED, TAKEN → READY, all →
 * ENDED. READY: the client has asked for an event. TAKEN: there is one, and the rest of it is on its way. RUNNING:
 * clients that ask, ask again, and get the same. ANSWERED: the call is over, the instance is not free before the client
 * asks for the next event: one that ends itself after an error takes nobody else's call with it.
 *
 * <p>Guarded by this; nobody else's code runs under the lock.
 */
public final class RuntimeApi {
    enum State {
        INIT("Started"),
        FAILED("InitError"),
        READY("Ready"),
        TAKEN("Ready"),
        RUNNING("Running"),
        RESPONDING("InvocationResponse"),
        ANSWERED("ResponseSent"),
        ENDED("Terminated");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        /** As the messages of AWS say it. */
        String wire() {
            return wire;
        }
    }

    /** Between an answer and the question for the next event, if the deadline has passed meanwhile. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private static final Runnable NOTHING = () -> {};

    private final Runnable kill;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Deque<InboundConnection> waiting = new ArrayDeque<>();
    private State state = State.INIT;
    private @Nullable Invocation current;
    private Runnable onFree = NOTHING;
    private long answeredNanos;

    /** @param kill ends the instance's process; may not wait */
    public RuntimeApi(Runnable kill) {
        this.kill = kill;
    }

    /** Completes when the client asks for its first event, or with a {@link QuernException} when it cannot start. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    synchronized boolean isFree() {
        return state == State.READY;
    }

    /** Whether the instance is good for further calls. */
    public synchronized boolean isSound() {
        return state != State.ENDED;
    }

    /** Takes the instance for a call. */
    synchronized boolean take(Invocation invocation) {
        if (state != State.READY) {
            return false;
        }
        state = State.TAKEN;
        current = invocation;
        return true;
    }

    /** All of the event is there. */
    void deliver(Invocation invocation) {
        synchronized (this) {
            if (state != State.TAKEN || current != invocation) {
                return;
            }
            state = State.RUNNING;
        }
        for (InboundConnection client = polled(); client != null; client = polled()) {
            if (invocation.writeTo(client)) {
                return;
            }
        }
    }

    private synchronized @Nullable InboundConnection polled() {
        return waiting.pollFirst();
    }

    /** The client asks for an event. */
    void next(InboundConnection client) {
        State from;
        Invocation again = null;
        Invocation before = null;
        Runnable freed = NOTHING;
        synchronized (this) {
            from = state;
            switch (from) {
                case INIT, READY, TAKEN -> {
                    state = from == State.INIT ? State.READY : from;
                    waiting.add(client);
                }
                case ANSWERED -> {
                    state = State.READY;
                    waiting.add(client);
                    before = current;
                    current = null;
                    freed = freed();
                }
                case RUNNING -> again = current;
                case FAILED, RESPONDING, ENDED -> {}
            }
        }
        if (before != null) {
            before.over();
        }
        freed.run();
        switch (from) {
            case INIT -> ready.complete(null);
            case FAILED, RESPONDING, ENDED -> Reply.wrongState(from, "Ready").to(client);
            case RUNNING -> {
                if (again != null) {
                    again.writeTo(client);
                }
            }
            case READY, TAKEN, ANSWERED -> {}
        }
    }

    /** A client that asked has gone. */
    synchronized void gone(InboundConnection client) {
        waiting.remove(client);
    }

    /** The client could not start the function. Empty when that is accepted, else what to answer. */
    Optional<Reply> initFailed(QuernException why) {
        synchronized (this) {
            if (state != State.INIT) {
                return Optional.of(Reply.wrongState(state, "InitError"));
            }
            state = State.FAILED;
        }
        ready.completeExceptionally(why);
        return Optional.empty();
    }

    /** What a response or an error for an id is of, or what is wrong with it. */
    sealed interface Claim {
        record Granted(Invocation invocation) implements Claim {}

        record Refused(Reply reply) implements Claim {}
    }

    /** An answer to the invocation begins; {@link #answered} is to follow. */
    synchronized Claim claim(String id, String to) {
        Invocation of = current;
        if (of == null || !of.id().equals(id)) {
            return new Claim.Refused(Reply.NO_SUCH_ID);
        }
        if (state != State.RUNNING) {
            return new Claim.Refused(Reply.wrongState(state, to));
        }
        state = State.RESPONDING;
        return new Claim.Granted(of);
    }

    synchronized void answered(Invocation invocation) {
        if (state == State.RESPONDING && current == invocation) {
            state = State.ANSWERED;
            answeredNanos = System.nanoTime();
        }
    }

    /** The function is not to see the event. */
    void giveUp(Invocation invocation) {
        Runnable freed;
        synchronized (this) {
            if (state != State.TAKEN || current != invocation) {
                return;
            }
            state = State.READY;
            current = null;
            freed = freed();
        }
        invocation.over();
        freed.run();
    }

    /** The call is over for its caller; a function that works on it still is ended. */
    void cancel(Invocation of) {
        giveUp(of);
        boolean working;
        synchronized (this) {
            working = current == of && (state == State.RUNNING || state == State.RESPONDING);
        }
        if (working) {
            end();
        }
    }

    /** {@code then} runs once the instance is free for another call, or ended. */
    void whenFree(Runnable then) {
        synchronized (this) {
            if (state != State.READY && state != State.ENDED) {
                onFree = then;
                return;
            }
        }
        then.run();
    }

    private Runnable freed() {
        Runnable then = onFree;
        onFree = NOTHING;
        return then;
    }

    /** Now and then: ends an instance whose client answered and does not ask again. */
    public void look(long nowNanos) {
        boolean late;
        synchronized (this) {
            Invocation of = current;
            late = state == State.ANSWERED
                    && of != null
                    && nowNanos - of.deadlineNanos() > 0
                    && nowNanos - answeredNanos > GRACE_NANOS;
        }
        if (late) {
            end();
        }
    }

    private void end() {
        kill.run();
        ended();
    }

    /** The process has ended, or is to. */
    public void ended() {
        Invocation of;
        Runnable freed;
        boolean answered;
        synchronized (this) {
            // What it answered is passed on, although it may have ended at once.
            answered = state == State.ANSWERED;
            state = State.ENDED;
            of = current;
            current = null;
            waiting.clear();
            freed = freed();
        }
        if (of != null && !answered) {
            of.fail(new IOException("its process ended"));
        }
        if (of != null) {
            of.over();
        }
        freed.run();
    }
}
