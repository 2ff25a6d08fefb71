package dev.quern.node.bucket;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param prefixes what keys were grouped by, each ending in {@code /}
 * @param next where the next part begins; empty on the last
 */
public record BucketPage(List<BucketObject> objects, List<String> prefixes, Optional<String> next) {
    boolean isEmpty() {
        return objects.isEmpty() && prefixes.isEmpty();
    }
}
