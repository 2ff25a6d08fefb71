package dev.quern.core.build;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/** How a build stands: {@code QUEUED → RUNNING → SUCCEEDED | FAILED | CANCELLED}, {@code QUEUED → FAILED | CANCELLED}. */
public enum BuildState {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    private static final BuildState[] ALL = values();

    /** The number it is stored as; never changed or reused. */
    public int code() {
        return ordinal();
    }

    public static BuildState of(int code) {
        return ALL[code];
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean ended() {
        return compareTo(SUCCEEDED) >= 0;
    }

    public static BuildState parse(String text) {
        for (BuildState state : ALL) {
            if (state.wire().equals(text)) {
                return state;
            }
        }
        throw QuernException.invalid(
                "'" + text + "' is not a build's state", "Use queued, running, succeeded, failed or cancelled.");
    }
}
