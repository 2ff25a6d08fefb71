package dev.quern.node.call;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why and how a call is ended before its function ends by itself. Fires once; what is to be done
 * then changes as the call moves on: wake the thread that waits, later kill the sandbox.
 *
 * <p>Guarded by {@code this}.
 */
public final class Cancel {
    /** What ended the call. */
    public enum Cause {
        CLIENT_GONE,
        BODY_CUT,
        DEADLINE,
        SHUTDOWN,
        /** Somebody cancelled the task. */
        CANCELLED,
        /** The task is another runner's by now. */
        LOST_LEASE;

        /** How a call fails that was ended by this before its function began. */
        public QuernException failure(CallSpec spec) {
            return switch (this) {
                case DEADLINE -> Deadlines.exceeded(spec.timeout());
                case SHUTDOWN ->
                    new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
                case CANCELLED -> new QuernException(ErrorCode.CANCELLED, "The task was cancelled");
                case LOST_LEASE ->
                    new QuernException(ErrorCode.UNAVAILABLE, "The node lost its lease on the task", "It runs again.");
                case CLIENT_GONE, BODY_CUT -> new QuernException(ErrorCode.CLIENT_GONE, "The client went away");
            };
        }

        /** As {@link #failure}, for a function that had begun. */
        public QuernException failureUnderWay(CallSpec spec) {
            return switch (this) {
                case BODY_CUT ->
                    new QuernException(
                            ErrorCode.CLIENT_GONE, "The request body was cut short; the function was stopped");
                case SHUTDOWN ->
                    new QuernException(
                            ErrorCode.UNAVAILABLE, "The server stopped before the function ended", "Call it again.");
                case DEADLINE, CANCELLED, LOST_LEASE, CLIENT_GONE -> failure(spec);
            };
        }
    }

    private @Nullable Cause cause;
    private Runnable hook = () -> {};

    /** Ends the call, unless something did already. */
    public synchronized void fire(Cause why) {
        if (cause == null) {
            cause = why;
            hook.run();
        }
    }

    /** From now on {@code next} is done when this fires; at once if it has. */
    public synchronized void onFire(Runnable next) {
        hook = next;
        if (cause != null) {
            next.run();
        }
    }

    public synchronized Optional<Cause> cause() {
        return Optional.ofNullable(cause);
    }
}
