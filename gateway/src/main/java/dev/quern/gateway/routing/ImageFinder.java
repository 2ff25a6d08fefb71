package dev.quern.gateway.routing;

import dev.quern.core.access.Principal;
import java.util.Optional;

/** Knows images beyond those that are loaded; may wait, and may unpack what it finds. */
@FunctionalInterface
public interface ImageFinder {
    /**
     * The digest of the image {@code text} names, which this namespace then holds; empty when it names none that
     * {@code who} may use.
     */
    Optional<String> find(Principal who, String namespace, String text);
}
