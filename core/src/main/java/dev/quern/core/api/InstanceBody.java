package dev.quern.core.api;

import io.avaje.jsonb.Json;

/**
 * One instance of a server.
 *
 * @param state starting, warm, busy, frozen or closing
 * @param served calls it has had, those it has now not counted
 * @param running calls in it now
 * @param memoryBytes in use by all that is in its sandbox
 * @param cpuMillis used by it since it began
 */
@Json
public record InstanceBody(
        String id,
        int version,
        String state,
        String startedAt,
        long ageMillis,
        long served,
        int running,
        long memoryBytes,
        double cpuMillis) {}
