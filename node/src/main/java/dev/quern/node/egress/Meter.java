package dev.quern.node.egress;

import java.util.concurrent.atomic.LongAdder;

/** Counts for one version. */
final class Meter {
    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder bytesIn = new LongAdder();

    EgressCount count() {
        return new EgressCount(connections.sum(), refused.sum(), bytesOut.sum(), bytesIn.sum());
    }
}
