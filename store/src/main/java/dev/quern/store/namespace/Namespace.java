package dev.quern.store.namespace;

import java.time.Instant;

/** A namespace. */
public record Namespace(String name, Instant createdAt) {}
