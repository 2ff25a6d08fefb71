package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image configuration (config.md), as far as it is used. */
@Json
public record ConfigFile(
        @Nullable String created,
        @Nullable String architecture,
        @Nullable String os,
        @Nullable Execution config,
        @Nullable RootFs rootfs,
        @Nullable List<History> history) {

    /** How a layer came to be. Tools that build on an image want one for each. */
    @Json
    public record History(
            @Nullable String created,
            @Json.Property("created_by") @Nullable String createdBy) {}

    /** How to run it. */
    @Json
    public record Execution(
            @Json.Property("User") @Nullable String user,
            @Json.Property("Env") @Nullable List<String> env,
            @Json.Property("Entrypoint") @Nullable List<String> entrypoint,
            @Json.Property("Cmd") @Nullable List<String> cmd,
            @Json.Property("WorkingDir") @Nullable String workingDir,
            @Json.Property("Labels") @Nullable Map<String, String> labels,
            @Json.Property("ExposedPorts") @Nullable Map<String, Port> exposedPorts) {}

    /** What is said of a port besides its number: nothing that the specification names. */
    @Json
    public record Port(@Nullable String description) {}

    /** The digests of its layers, uncompressed. */
    @Json
    public record RootFs(
            @Nullable String type,
            @Json.Property("diff_ids") @Nullable List<String> diffIds) {}
}
