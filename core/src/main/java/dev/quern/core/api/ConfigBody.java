package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
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
        Map<String, String> labels) {}
