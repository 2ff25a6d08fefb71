package dev.quern.core.metric;

import dev.quern.core.call.CallRecord;
import java.util.concurrent.atomic.LongAdder;

/** What the calls of one version came to and how long they took. */
public final class VersionMeter {
    private final LongAdder errors = new LongAdder();
    private final LatencyHistogram queue = new LatencyHistogram();
    private final LatencyHistogram start = new LatencyHistogram();
    private final LatencyHistogram run = new LatencyHistogram();
    private volatile long lastNanos = System.nanoTime();

    /** @param failed whether the function is to blame for what came of it */
    void add(CallRecord record, boolean failed) {
        lastNanos = System.nanoTime();
        queue.add(record.queueMicros());
        start.add(record.sandboxMicros());
        run.add(record.runMicros());
        if (failed) {
            errors.increment();
        }
    }

    /** By {@link System#nanoTime}, when the last call was added. */
    long lastNanos() {
        return lastNanos;
    }

    /** Errors first: a call that is added meanwhile is a call before it is an error. */
    public VersionFigures figures() {
        long failed = errors.sum();
        return new VersionFigures(failed, queue.snapshot(), start.snapshot(), run.snapshot());
    }
}
