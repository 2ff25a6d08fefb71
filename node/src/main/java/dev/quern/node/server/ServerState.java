package dev.quern.node.server;

import dev.quern.node.VersionLoad;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node has of one version's servers now.
 *
 * @param failure of the latest start, while none has worked since
 */
public record ServerState(int starting, int waiting, Optional<VersionLoad.Failure> failure, List<One> instances) {
    /** As a part of the version's load. */
    VersionLoad load() {
        int busy = (int) instances.stream().filter(i -> i.running() > 0).count();
        return new VersionLoad(instances.size() - busy, starting, busy, waiting, false, failure);
    }

    /**
     * One instance.
     *
     * @param state in lower case
     * @param running calls in it now
     * @param served calls it has had
     */
    public record One(UUID id, String state, Instant startedAt, int running, long served) {}
}
