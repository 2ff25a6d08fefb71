package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** An alias and the version it names. */
@Json
public record AliasBody(String alias, int version, String updatedAt) {}
