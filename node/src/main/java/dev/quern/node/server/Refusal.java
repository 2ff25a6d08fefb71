package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.admission.Full;

/**
 * Why a call gets no instance.
 *
 * @param blamed whether that is the version's fault, and counts against it
 */
record Refusal(RuntimeException why, boolean blamed) {
    /** It does not start, or ends again and again. */
    static Refusal failing(QuernException why) {
        return new Refusal(why, true);
    }

    static Refusal full(Full why) {
        return new Refusal(why, false);
    }

    /** An operator has taken it out of service. */
    static Refusal off() {
        return new Refusal(
                new QuernException(
                        ErrorCode.UNAVAILABLE,
                        "The version is scaled to no instances",
                        "Give it some with 'quern function scale', or --auto to have their number follow use."),
                false);
    }

    static Refusal stopping() {
        return new Refusal(
                new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment."), false);
    }

    /** Its caller, or its time, has ended it; the record says what that is. */
    static Refusal cancelled(QuernException why) {
        return new Refusal(why, false);
    }

    /** Whether a limit kept it out, so that there is nothing to record. */
    boolean isLimit() {
        return why instanceof Full;
    }
}
