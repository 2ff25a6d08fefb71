package dev.quern.core.task;

import java.util.Locale;

/** {@code PENDING → DELIVERED | DEAD}; dead when its deliveries are exhausted. */
public enum CallbackState {
    PENDING,
    DELIVERED,
    DEAD;

    private static final CallbackState[] ALL = values();

    /** The number it is stored as; never changed or reused. */
    public int code() {
        return ordinal();
    }

    public static CallbackState of(int code) {
        return ALL[code];
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
