package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.Locale;

/** How long a finished task is kept; tasks go by whole days. */
public enum Retention {
    SHORT(1),
    STANDARD(7),
    LONG(30);

    private static final Retention[] ALL = values();

    private final int days;

    Retention(int days) {
        this.days = days;
    }

    public Duration kept() {
        return Duration.ofDays(days);
    }

    /** The number it is stored as; never changed or reused. */
    public int code() {
        return ordinal();
    }

    public static Retention of(int code) {
        return ALL[code];
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Retention parse(String text) {
        for (Retention retention : ALL) {
            if (retention.wire().equals(text)) {
                return retention;
            }
        }
        throw QuernException.invalid("'" + text + "' is not a retention class", "Use short, standard or long.");
    }
}
