package dev.quern.node.egress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts for one version. */
final class Meter {
    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final String version;
    private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    Meter(String version) {
        this.version = version;
    }

    /** One of the refused was one too many. Said in the log, too, since a program sees a broken connection and no reason. */
    void full(String what) {
        full.increment();
        long said = saidNanos.get();
        long now = System.nanoTime();
        if (now - said >= QUIET_NANOS && saidNanos.compareAndSet(said, now)) {
            LOG.warn("{} has as many {} as it may have now; more are refused", version, what);
        }
    }

    EgressCount count() {
        return new EgressCount(connections.sum(), refused.sum(), full.sum(), bytesOut.sum(), bytesIn.sum());
    }
}
