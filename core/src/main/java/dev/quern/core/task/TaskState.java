package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/**
 * How a task stands.
 *
 * <p>{@code SCHEDULED → QUEUED → RUNNING → SUCCEEDED | RETRYING | FAILED | DEAD}, {@code RETRYING → QUEUED};
 * whatever waits may become {@code EXPIRED}, whatever has not ended {@code CANCELLED}; {@code FAILED}, {@code
 * DEAD} and {@code EXPIRED} go back to {@code QUEUED} when somebody retries them.
 */
public enum TaskState {
    /** Not before its due time. */
    SCHEDULED,
    QUEUED,
    RUNNING,
    /** An attempt failed; the next is not before its due time. */
    RETRYING,
    /** By the function's policy its failure cannot be helped by retrying. */
    FAILED,
    /** Its attempts, or the platform faults it was allowed, are exhausted. */
    DEAD,
    /** Its maximum age passed before it ended. */
    EXPIRED,
    SUCCEEDED,
    CANCELLED;

    private static final TaskState[] ALL = values();

    /** The number it is stored as; never changed or reused. */
    public int code() {
        return ordinal();
    }

    public static TaskState of(int code) {
        return ALL[code];
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an outcome is recorded. */
    public boolean ended() {
        return compareTo(FAILED) >= 0;
    }

    /** Whether it ended without success but kept its input, so that it can be retried or purged. */
    public boolean retriable() {
        return ended() && compareTo(EXPIRED) <= 0;
    }

    public static TaskState parse(String text) {
        for (TaskState state : ALL) {
            if (state.wire().equals(text)) {
                return state;
            }
        }
        throw QuernException.invalid(
                "'" + text + "' is not a task's state",
                "Use scheduled, queued, running, retrying, succeeded, failed, cancelled, expired or dead.");
    }
}
