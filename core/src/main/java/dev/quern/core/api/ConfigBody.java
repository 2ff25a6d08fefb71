package dev.quern.core.api;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Grants;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
import dev.quern.core.function.SecretUse;
import dev.quern.core.value.DataSize;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version's configuration, every field with its effective value. */
@Json
public record ConfigBody(
        String contract,
        List<String> command,
        String fresh,
        @Nullable String runtime,
        long memoryBytes,
        long timeoutMillis,
        int concurrency,
        int min,
        int max,
        int queue,
        Map<String, String> environment,
        List<String> mounts,
        Map<String, String> labels,
        @Nullable ServerBody server,
        @Nullable List<String> secrets,
        @Nullable String egress,
        @Nullable List<String> layers,
        @Nullable LaunchBody launch) {
    public static ConfigBody of(FunctionConfig config) {
        return new ConfigBody(
                config.contract().wire(),
                config.command(),
                config.fresh().wire(),
                config.runtime().orElse(null),
                config.memory().bytes(),
                config.timeout().toMillis(),
                config.concurrency(),
                config.min(),
                config.max(),
                config.queue(),
                config.environment(),
                config.mounts().stream().map(Mount::toString).toList(),
                config.labels(),
                config.contract().isServer() ? ServerBody.of(config.serving()) : null,
                config.grants().secrets().isEmpty()
                        ? null
                        : config.grants().secrets().stream()
                                .map(SecretUse::toString)
                                .toList(),
                config.grants().egress().isNone()
                        ? null
                        : config.grants().egress().toString(),
                config.layers().isEmpty()
                        ? null
                        : config.layers().stream().map(Layer::toString).toList(),
                LaunchBody.of(config.launch()));
    }

    /** The configuration this body was made of, checked again. */
    public FunctionConfig toConfig() {
        return new FunctionConfig(
                Contract.parse(contract),
                command,
                Fresh.parse(fresh),
                Optional.ofNullable(runtime),
                new DataSize(memoryBytes),
                Duration.ofMillis(timeoutMillis),
                concurrency,
                min,
                max,
                queue,
                environment,
                mounts.stream().map(Mount::parse).toList(),
                labels,
                ServerBody.serving(server),
                Grants.parse(secrets, egress),
                layers == null ? List.of() : layers.stream().map(Layer::parse).toList(),
                LaunchBody.launch(launch));
    }
}
