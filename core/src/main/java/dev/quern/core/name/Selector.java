package dev.quern.core.name;

import dev.quern.core.error.QuernException;

/** Which version of a function is meant: an alias ({@code live}) or a version number ({@code 7}). */
public sealed interface Selector {
    Selector LIVE = new Alias("live");

    record Alias(String alias) implements Selector {
        public Alias {
            Names.check("alias", alias);
            if (alias.chars().allMatch(Character::isDigit)) {
                throw QuernException.invalid("An alias cannot be a number: '" + alias + "'");
            }
        }

        @Override
        public String toString() {
            return alias;
        }
    }

    /** @param version at least 1 */
    record Number(int version) implements Selector {
        public Number {
            if (version < 1) {
                throw QuernException.invalid("Versions are numbered from 1, not " + version);
            }
        }

        @Override
        public String toString() {
            return Integer.toString(version);
        }
    }

    /** Parses {@code live} or {@code 7}, as in {@code ?ref=}. */
    static Selector parse(String text) {
        if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Number(Integer.parseInt(text));
        }
        return new Alias(text);
    }
}
