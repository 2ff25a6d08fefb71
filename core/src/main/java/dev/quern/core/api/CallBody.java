package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a call: outcome, time split, resources.
 *
 * @param calls more than 1 for the record of many calls of a function that is called very often; times and bytes are
 *     means then
 */
@Json
public record CallBody(
        String id,
        String namespace,
        @Nullable String function,
        int version,
        String imageDigest,
        String state,
        @Nullable Integer exitCode,
        @Nullable String error,
        @Nullable String message,
        @Nullable String stderrTail,
        String startedAt,
        double queueMillis,
        double sandboxMillis,
        double runMillis,
        double cpuMillis,
        long peakMemoryBytes,
        long bytesIn,
        long bytesOut,
        boolean pooled,
        long calls,
        String node) {}
