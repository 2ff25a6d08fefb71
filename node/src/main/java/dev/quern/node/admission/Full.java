package dev.quern.node.admission;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;

/** A refusal for want of a place: which limit, and when to try again. */
public final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String limit;
    private final transient Duration retryAfter;

    public Full(String limit, Duration retryAfter) {
        super(limit, null, false, false);
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /** Which limit: {@code node-queue}, {@code function-queue} or {@code key}. */
    public String limit() {
        return limit;
    }

    /** At least a second. */
    public Duration retryAfter() {
        return retryAfter;
    }

    public QuernException toError() {
        String what = switch (limit) {
            case "key" -> "This key has as many calls at once as it may";
            case "function-queue" -> "The queue of this function is full";
            default -> "The queue of this node is full";
        };
        return new QuernException(
                ErrorCode.TOO_MANY_REQUESTS,
                what,
                "Try again in " + retryAfter.toSeconds() + " s, or raise the limit.");
    }
}
