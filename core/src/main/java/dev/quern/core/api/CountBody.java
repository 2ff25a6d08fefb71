package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** How many things were done at once. */
@Json
public record CountBody(int count) {}
