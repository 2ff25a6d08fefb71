package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/** What those behind it do when the first task of an order key ended failed, expired or dead. */
public enum OrderOnDead {
    /** They wait until it is retried with success, cancelled or purged. */
    BLOCK,
    /** They go on without it. */
    SKIP;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OrderOnDead parse(String text) {
        for (OrderOnDead value : values()) {
            if (value.wire().equals(text)) {
                return value;
            }
        }
        throw QuernException.invalid("'" + text + "' is not what to do on a dead task", "Use block or skip.");
    }
}
