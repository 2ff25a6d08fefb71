package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** What a running function last said of itself; percent is 0 to 100. */
@Json
public record ProgressBody(int percent, String message) {}
