package dev.quern.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/** How a manifest is named within its repository. */
public sealed interface Reference {
    Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** A name that moves. */
    record Tag(String name) implements Reference {}

    /** The manifest itself. */
    record ByDigest(String digest) implements Reference {}

    /** Empty for what is neither. */
    static Optional<Reference> parse(String text) {
        if (BlobDigest.isDigest(text)) {
            return Optional.of(new ByDigest(text));
        }
        return TAG.matcher(text).matches() ? Optional.of(new Tag(text)) : Optional.empty();
    }
}
