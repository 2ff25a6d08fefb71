package dev.quern.node.server;

import dev.quern.sandbox.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node has of one version's servers now.
 *
 * @param failures starts that failed in a row
 * @param refusal why none is started now
 */
public record ServerState(int starting, int waiting, int failures, Optional<String> refusal, List<One> instances) {
    /**
     * One instance.
     *
     * @param state in lower case
     * @param running calls in it now
     * @param served calls it has had
     */
    public record One(UUID id, String state, Instant startedAt, int running, long served, Sandbox sandbox) {}
}
