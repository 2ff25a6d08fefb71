package dev.quern.core.usage;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/** What usage is summed by. */
public enum UsageBy {
    NAMESPACE,
    FUNCTION,
    VERSION;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static UsageBy parse(String text) {
        for (UsageBy by : values()) {
            if (by.wire().equals(text)) {
                return by;
            }
        }
        throw QuernException.invalid(
                "'" + text + "' is not what usage is summed by", "Use function, namespace or version.");
    }
}
