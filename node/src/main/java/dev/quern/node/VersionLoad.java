package dev.quern.node;

import dev.quern.node.egress.EgressCount;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node has of one version now.
 *
 * @param ready sandboxes that wait for a call
 * @param starting sandboxes being made
 * @param busy sandboxes with a call or a task
 * @param waiting calls that wait for a place or a sandbox
 * @param preparing whether its image is being looked for or unpacked
 * @param failure why it could not be started when it was last tried; empty once a call of it has run since
 * @param egress what its functions did outside; empty while none tried
 */
public record VersionLoad(
        int ready,
        int starting,
        int busy,
        int waiting,
        boolean preparing,
        Optional<Failure> failure,
        Optional<EgressCount> egress) {
    public static final VersionLoad NONE = new VersionLoad(0, 0, 0, 0, false, Optional.empty());

    public VersionLoad(int ready, int starting, int busy, int waiting, boolean preparing, Optional<Failure> failure) {
        this(ready, starting, busy, waiting, preparing, failure, Optional.empty());
    }

    VersionLoad with(Optional<EgressCount> count) {
        return new VersionLoad(ready, starting, busy, waiting, preparing, failure, count);
    }

    public record Failure(Instant at, String message) {}
}
