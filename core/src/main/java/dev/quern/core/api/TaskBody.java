package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a durable task stands; input, result, attempts and logs are resources of their own.
 *
 * @param function absent for a task of an image; then version is 0
 * @param held whether it waits for another task of its order key
 * @param attempt the number of the attempt that runs or ran last, 0 before the first
 * @param cpuMillis and what follows: of all attempts together, the peak that of the highest one
 */
@Json
public record TaskBody(
        String id,
        String namespace,
        @Nullable String function,
        int version,
        String imageDigest,
        String state,
        boolean held,
        boolean cancelRequested,
        String tier,
        int retries,
        long maxAgeMillis,
        String orderOnDead,
        String retention,
        List<String> arguments,
        long inputBytes,
        @Nullable String orderKey,
        @Nullable String idempotencyKey,
        @Nullable CallbackBody callback,
        String submittedAt,
        @Nullable String dueAt,
        String expiresAt,
        int attempt,
        @Nullable ProgressBody progress,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable Integer exitCode,
        @Nullable String error,
        @Nullable String message,
        long resultBytes,
        double cpuMillis,
        double wallMillis,
        long peakMemoryBytes,
        long bytesIn,
        long bytesOut) {}
