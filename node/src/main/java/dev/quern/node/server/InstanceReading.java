package dev.quern.node.server;

import java.time.Instant;
import java.util.UUID;

/**
 * One instance, and what it uses.
 *
 * @param state in lower case
 * @param running calls in it now; {@code served} those it had before
 * @param memoryBytes in use by all that is in its sandbox, 0 if it has just ended
 * @param cpuMicros used by it since it began
 */
public record InstanceReading(
        UUID id, String state, Instant startedAt, int running, long served, long memoryBytes, long cpuMicros) {}
