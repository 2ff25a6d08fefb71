package dev.quern.registry;

import dev.quern.core.name.Names;
import java.util.Optional;
import java.util.regex.Pattern;

/** A repository's whole name, its namespace first: {@code media/tools/thumbnail}. */
public record RepositoryName(String namespace, String text) {
    private static final int LONGEST = 255;
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")+");

    /** Empty for what is none (distribution-spec, pulling manifests), or names no namespace. */
    public static Optional<RepositoryName> parse(String text) {
        if (text.length() > LONGEST || !NAME.matcher(text).matches()) {
            return Optional.empty();
        }
        String namespace = text.substring(0, text.indexOf('/'));
        return Names.isName(namespace) ? Optional.of(new RepositoryName(namespace, text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
