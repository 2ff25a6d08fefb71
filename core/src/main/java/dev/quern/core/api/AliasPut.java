package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** PUT F/aliases/{alias}. */
@Json
public record AliasPut(int version) {}
