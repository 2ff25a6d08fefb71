package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** One version of a function; build is how its image came to be, if it was built here and one version is asked for. */
@Json
public record VersionBody(
        String namespace,
        String function,
        int version,
        String imageDigest,
        String imageName,
        ConfigBody config,
        String createdAt,
        String createdBy,
        @Nullable BuildBody build) {}
