package dev.quern.store.object;

import java.time.Instant;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param namespace whose it is; empty for Quern's own
 */
public record Bucket(String name, Optional<String> namespace, Instant createdAt) {}
