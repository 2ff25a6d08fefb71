package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * One version of a function; build is how its image came to be, if it was built here and one version is asked for.
 *
 * @param detected in the answer to a deploy that named no contract: which one the image speaks, and why
 */
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
        @Nullable BuildBody build,
        @Nullable String detected) {
    public VersionBody withDetected(@Nullable String sentence) {
        return new VersionBody(
                namespace, function, version, imageDigest, imageName, config, createdAt, createdBy, build, sentence);
    }
}
