package dev.quern.core.metric;

import java.util.Arrays;

/** What a {@link LatencyHistogram} had counted at one moment, or between two. */
public final class LatencySnapshot {
    public static final LatencySnapshot NONE = new LatencySnapshot(new long[LatencyHistogram.BUCKETS], 0);

    private final long[] counts;
    private final long sumMicros;

    /** Keeps the array. */
    LatencySnapshot(long[] counts, long sumMicros) {
        this.counts = counts;
        this.sumMicros = sumMicros;
    }

    /** What was added after {@code before}, which is an earlier snapshot of the same histogram. */
    public LatencySnapshot since(LatencySnapshot before) {
        long[] added = new long[counts.length];
        Arrays.setAll(added, i -> Math.max(0, counts[i] - before.counts[i]));
        return new LatencySnapshot(added, Math.max(0, sumMicros - before.sumMicros));
    }

    public LatencySnapshot plus(LatencySnapshot other) {
        long[] both = new long[counts.length];
        Arrays.setAll(both, i -> counts[i] + other.counts[i]);
        return new LatencySnapshot(both, sumMicros + other.sumMicros);
    }

    public long count() {
        return Arrays.stream(counts).sum();
    }

    public long sumMicros() {
        return sumMicros;
    }

    /**
     * A value that {@code quantile} of all are at most, by nearest rank and up to an eighth too large; 0 when there
     * are none.
     *
     * @param quantile above 0, at most 1
     */
    public long quantileMicros(double quantile) {
        long count = count();
        long rank = Math.max(1, (long) Math.ceil(quantile * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (count > 0 && seen >= rank) {
                return LatencyHistogram.largest(i);
            }
        }
        return 0;
    }

    /** How many took at most this long, as far as the buckets tell: those of the bucket it is in are among them. */
    public long atMost(long micros) {
        return Arrays.stream(counts, 0, LatencyHistogram.bucket(Math.max(0, micros)) + 1)
                .sum();
    }
}
