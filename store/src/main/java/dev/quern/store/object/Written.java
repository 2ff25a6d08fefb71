package dev.quern.store.object;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a write of an object did.
 *
 * @param done false when the guard forbade it, or there is no such bucket
 * @param before the id of the content that was replaced or removed, if it was in files
 * @param files that content's, which nothing refers to any more
 * @param leftover files of parts that were uploaded and did not become a part of the object
 */
public record Written(boolean done, Optional<UUID> before, List<UUID> files, List<UUID> leftover) {
    static final Written NOTHING = new Written(false, Optional.empty(), List.of(), List.of());
}
