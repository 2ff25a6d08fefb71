package dev.quern.core.metric;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, counted in buckets that are fixed for all histograms: eight to each doubling, so that what
 * is read from them is at most an eighth too large. From 1 µs to beyond a day; adding takes no lock.
 *
 * <p>A value below 8 µs is its own bucket. A larger one is named by its highest bit and the three bits after it.
 */
public final class LatencyHistogram {
    /** Buckets to a doubling, as a power of two. */
    private static final int FINE = 3;

    private static final int EACH = 1 << FINE;
    /** 2^37 µs is a day and a half; what is longer counts as that. */
    private static final int HIGHEST_BIT = 36;

    static final int BUCKETS = (HIGHEST_BIT - FINE + 2) * EACH;

    private final LongAdder[] counts = new LongAdder[BUCKETS];
    private final LongAdder sumMicros = new LongAdder();

    public LatencyHistogram() {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = new LongAdder();
        }
    }

    public void add(long micros) {
        long value = Math.max(0, micros);
        counts[bucket(value)].increment();
        sumMicros.add(value);
    }

    /** What was counted so far; values added meanwhile are in it or not. */
    public LatencySnapshot snapshot() {
        long[] all = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            all[i] = counts[i].sum();
        }
        return new LatencySnapshot(all, sumMicros.sum());
    }

    static int bucket(long micros) {
        if (micros < EACH) {
            return (int) micros;
        }
        int highest = 63 - Long.numberOfLeadingZeros(micros);
        if (highest > HIGHEST_BIT) {
            return BUCKETS - 1;
        }
        int fine = (int) (micros >>> (highest - FINE)) - EACH;
        return (highest - FINE + 1) * EACH + fine;
    }

    /** The largest value that is counted in the bucket; the last one's has no bound and is told as its lowest. */
    static long largest(int bucket) {
        if (bucket < EACH) {
            return bucket;
        }
        int shift = bucket / EACH - 1;
        long lowest = (long) (EACH + bucket % EACH) << shift;
        return bucket == BUCKETS - 1 ? lowest : lowest + (1L << shift) - 1;
    }
}
