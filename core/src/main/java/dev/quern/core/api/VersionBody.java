package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** One version of a function. */
@Json
public record VersionBody(
        String namespace,
        String function,
        int version,
        String imageDigest,
        String imageName,
        ConfigBody config,
        String createdAt,
        String createdBy) {}
