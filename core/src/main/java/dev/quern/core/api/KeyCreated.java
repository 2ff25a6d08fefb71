package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** The answer to creating or rotating a key: the only time its secret is shown. */
@Json
public record KeyCreated(KeyBody key, String bearer) {}
