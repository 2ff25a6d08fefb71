package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** POST /v1/keys. maxRunning bounds the calls of this key that wait or run at once. */
@Json
public record KeyPut(
        String name,
        String role,
        @Nullable String namespace,
        @Nullable Integer maxRunning) {}
