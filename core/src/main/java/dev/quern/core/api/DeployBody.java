package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** POST F/versions: a new version. Absent fields keep the default, not the previous version's value. */
@Json
public record DeployBody(
        String image,
        @Nullable String contract,
        @Nullable List<String> command,
        @Nullable String fresh,
        @Nullable String runtime,
        @Nullable Long memoryBytes,
        @Nullable Long timeoutMillis,
        @Nullable Integer concurrency,
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable Integer queue,
        @Nullable Map<String, String> environment,
        @Nullable List<String> mounts,
        @Nullable Map<String, String> labels,
        @Nullable ServerBody server,
        @Nullable List<String> secrets,
        @Nullable String egress,
        @Nullable List<String> layers,
        @Nullable LaunchBody launch) {
    /** One that asks for nothing besides its image. */
    public DeployBody(
            String image,
            @Nullable String contract,
            @Nullable List<String> command,
            @Nullable String fresh,
            @Nullable String runtime,
            @Nullable Long memoryBytes,
            @Nullable Long timeoutMillis,
            @Nullable Integer concurrency,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable Integer queue,
            @Nullable Map<String, String> environment,
            @Nullable List<String> mounts,
            @Nullable Map<String, String> labels,
            @Nullable ServerBody server) {
        this(
                image,
                contract,
                command,
                fresh,
                runtime,
                memoryBytes,
                timeoutMillis,
                concurrency,
                min,
                max,
                queue,
                environment,
                mounts,
                labels,
                server,
                null,
                null,
                null,
                null);
    }
}
