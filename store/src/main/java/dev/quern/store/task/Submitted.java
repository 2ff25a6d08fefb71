package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.UUID;

/**
 * What became of one submission.
 *
 * @param id the task's; of the earlier one unless this is new
 */
public record Submitted(UUID id, Kind kind) {
    /** Whether the task is new, was submitted before, or was refused. */
    public enum Kind {
        NEW,
        /** The same was submitted before under this idempotency key. */
        REPEATED,
        /** Something else was submitted before under this idempotency key. */
        MISMATCH
    }

    /**
     * The task's id.
     *
     * @throws QuernException idempotency_mismatch
     */
    public UUID orThrow() {
        if (kind == Kind.MISMATCH) {
            throw mismatch();
        }
        return id;
    }

    /** The error for {@link Kind#MISMATCH}. */
    public QuernException mismatch() {
        return new QuernException(
                ErrorCode.IDEMPOTENCY_MISMATCH,
                "The idempotency key was used before, for something else: task " + id,
                "Use a new key for a new request.");
    }
}
