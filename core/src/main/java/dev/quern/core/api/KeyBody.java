package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** A key without its secret. */
@Json
public record KeyBody(
        String id,
        String name,
        String role,
        String namespace,
        String createdAt,
        @Nullable Integer maxRunning) {}
