package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One image of {@code manifest.json} in a docker archive; paths are members of the archive. */
@Json
public record DockerManifest(
        @Json.Property("Config") @Nullable String config,
        @Json.Property("RepoTags") @Nullable List<String> repoTags,
        @Json.Property("Layers") @Nullable List<String> layers) {}
