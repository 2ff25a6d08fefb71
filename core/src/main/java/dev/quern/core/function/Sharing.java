package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import dev.quern.core.name.Names;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose keys may call a function and submit tasks to it, beside those of its own namespace. What it is made of
 * stays its namespace's to know; a key sees what becomes of its own calls and tasks.
 *
 * @param namespaces named ones, of a shared function; empty for any other
 */
public record Sharing(Mode mode, Set<String> namespaces) {
    public static final Sharing PRIVATE = new Sharing(Mode.PRIVATE, Set.of());
    public static final int MOST = 1_000;

    /** Stored as its ordinal. */
    public enum Mode {
        /** Its own namespace's keys only. */
        PRIVATE,
        /** Those of the namespaces that are named, too. */
        SHARED,
        /** Any key. */
        PUBLIC;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws QuernException invalid_argument */
        public static Mode parse(String text) {
            return Arrays.stream(values())
                    .filter(mode -> mode.wire().equals(text))
                    .findFirst()
                    .orElseThrow(() -> QuernException.invalid(
                            "'" + text + "' is no mode of a function", "Write private, shared or public."));
        }
    }

    public Sharing {
        namespaces =
                namespaces.stream().map(name -> Names.check("namespace", name)).collect(Collectors.toUnmodifiableSet());
        if (namespaces.isEmpty() == (mode == Mode.SHARED)) {
            throw QuernException.invalid(
                    mode == Mode.SHARED
                            ? "A shared function names the namespaces it is shared with"
                            : "Only a shared function names namespaces");
        }
        if (namespaces.size() > MOST) {
            throw QuernException.invalid("A function is shared with at most " + MOST + " namespaces");
        }
    }

    public boolean includes(String namespace) {
        return mode == Mode.PUBLIC || namespaces.contains(namespace);
    }
}
