package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * What ran within one step of time.
 *
 * @param function absent for images, and in sums by namespace
 * @param version 0 for images, and in sums that are not by version
 * @param executions calls and tasks' attempts
 * @param peakMemoryBytes the highest of any one execution
 * @param cost CPU seconds times the configured price; absent without one
 */
@Json
public record UsageBody(
        String from,
        String namespace,
        @Nullable String function,
        int version,
        long executions,
        double cpuMillis,
        double wallMillis,
        long peakMemoryBytes,
        long bytesIn,
        long bytesOut,
        @Nullable Double cost) {}
