package dev.quern.node.call;

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
        LOST_LEASE
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
