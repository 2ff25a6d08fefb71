package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Some of an answer's content. Until it is given back, nothing more is read.
 *
 * <p>states: LENT → (DONE | KEPT → DONE)
 */
public final class Piece {
    private enum State {
        LENT,
        KEPT,
        DONE
    }

    private final ByteBuffer bytes;
    private final boolean last;
    private final List<Header> trailers;
    private final Runnable onDone;
    private final AtomicReference<State> state = new AtomicReference<>(State.LENT);

    /** @param onDone runs if it is given back after {@link #isKept} was asked */
    public Piece(ByteBuffer bytes, boolean last, List<Header> trailers, Runnable onDone) {
        this.bytes = bytes;
        this.last = last;
        this.trailers = trailers;
        this.onDone = onDone;
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    public boolean isLast() {
        return last;
    }

    /** Behind the last piece of a chunked answer. */
    public List<Header> trailers() {
        return trailers;
    }

    /** The bytes were taken. Called once, on any thread. */
    public void done() {
        if (!state.compareAndSet(State.LENT, State.DONE)) {
            state.set(State.DONE);
            onDone.run();
        }
    }

    /** True when it was not given back before its receiver returned: it will be, and {@code onDone} says when. */
    public boolean isKept() {
        return state.compareAndSet(State.LENT, State.KEPT);
    }
}
