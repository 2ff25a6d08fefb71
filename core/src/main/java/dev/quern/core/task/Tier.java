package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/** A class of service; each has its own share of what is dispatched. */
public enum Tier {
    FREE(1),
    STANDARD(3),
    PAID(6);

    private static final Tier[] ALL = values();

    private final int weight;

    Tier(int weight) {
        this.weight = weight;
    }

    /** Its share relative to the other tiers' while all have work. */
    public int weight() {
        return weight;
    }

    /** The number it is stored as; never changed or reused. */
    public int code() {
        return ordinal();
    }

    public static Tier of(int code) {
        return ALL[code];
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Tier parse(String text) {
        for (Tier tier : ALL) {
            if (tier.wire().equals(text)) {
                return tier;
            }
        }
        throw QuernException.invalid("'" + text + "' is not a tier", "Use free, standard or paid.");
    }
}
