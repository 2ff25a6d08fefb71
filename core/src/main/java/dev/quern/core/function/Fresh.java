package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/**
 * What is new for every call: the whole container (never used before, destroyed after), only the
 * process in a container that is kept for this one version and cleaned between calls, or, where the container holds a
 * server, nothing.
 */
public enum Fresh {
    CONTAINER,
    PROCESS,
    NONE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Fresh parse(String text) {
        for (Fresh fresh : values()) {
            if (fresh.wire().equals(text)) {
                return fresh;
            }
        }
        throw QuernException.invalid(
                "'" + text + "' is not a value of --fresh", "Use container or process; servers have none.");
    }
}
