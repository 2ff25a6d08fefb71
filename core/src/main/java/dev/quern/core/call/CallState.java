package dev.quern.core.call;

import java.util.Locale;

/** How a call stands: {@code RUNNING → SUCCEEDED | FAILED | CANCELLED}; refused calls leave no record. */
public enum CallState {
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** The client went away or the server stopped before the function ended. */
    CANCELLED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
