package dev.quern.core.recipe;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of {@code quern.yaml}. */
enum Key {
    BASE,
    PACKAGES,
    COPY,
    BUILD,
    RUN,
    USER,
    WORKDIR,
    ENV,
    CONTRACT,
    FRESH,
    MEMORY,
    TIMEOUT;

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Optional<Key> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text().equals(text)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Key::text).collect(Collectors.joining(", "));
    }
}
