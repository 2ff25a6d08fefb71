package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** A namespace. */
@Json
public record NamespaceBody(String name, String createdAt) {}
