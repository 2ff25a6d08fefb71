package dev.quern.core.call;

import dev.quern.core.error.QuernException;
import java.util.Locale;
import java.util.Optional;

/** How a call stands: {@code RUNNING → SUCCEEDED | FAILED | CANCELLED}; refused calls leave no record. */
public enum CallState {
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** The client went away or the server stopped before the function ended. */
    CANCELLED;

    /** How a call has ended that failed so, or not at all. */
    public static CallState of(Optional<QuernException> failure) {
        if (failure.isEmpty()) {
            return SUCCEEDED;
        }
        return switch (failure.get().code()) {
            case CLIENT_GONE, CANCELLED, UNAVAILABLE -> CANCELLED;
            default -> FAILED;
        };
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
