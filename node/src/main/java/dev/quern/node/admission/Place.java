package dev.quern.node.admission;

import java.util.concurrent.locks.Condition;

/**
 * One call's place; its body and its response may pause it independently. Close is idempotent.
 *
 * <p>states: WAITING → GRANTED → PAUSED → RESUMING → (GRANTED | PAUSED), all → LEFT. Guarded by the
 * admission's lock.
 */
public final class Place implements AutoCloseable {
    private final Admission admission;
    final Claim claim;
    final boolean inBackground;
    final Condition turn;
    boolean granted;
    long grantedAtNanos;
    boolean left;
    int pauses;
    /** Threads in {@link #resume} now. */
    int resumers;

    Place(Admission admission, Claim claim, boolean inBackground, Condition turn) {
        this.admission = admission;
        this.claim = claim;
        this.inBackground = inBackground;
        this.turn = turn;
    }

    boolean wantsPlace() {
        return !granted && !left && pauses == 0;
    }

    /** Gives the place to others while this call waits for its client; every pause needs its resume. */
    public void pause() {
        admission.pause(this);
    }

    /**
     * Takes a place again, before all newcomers, when nothing else of this call is paused.
     *
     * @throws dev.quern.core.error.QuernException deadline_exceeded; the place can only be closed then
     */
    public void resume(long deadlineNanos) {
        admission.resume(this, deadlineNanos);
    }

    @Override
    public void close() {
        admission.leave(this);
    }
}
