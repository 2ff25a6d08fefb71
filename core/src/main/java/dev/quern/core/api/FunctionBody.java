package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** A function with its live version; live is absent when the alias is. */
@Json
public record FunctionBody(
        String namespace, String name, @Nullable VersionBody live, int versions, String createdAt) {}
