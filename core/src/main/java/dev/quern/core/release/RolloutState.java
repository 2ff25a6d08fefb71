package dev.quern.core.release;

import java.util.Locale;

/** {@code RUNNING → SUCCEEDED | ABORTED}. */
public enum RolloutState {
    RUNNING,
    /** The alias names the newer version alone. */
    SUCCEEDED,
    /** The alias names the older version alone, or what it was set to meanwhile. */
    ABORTED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
