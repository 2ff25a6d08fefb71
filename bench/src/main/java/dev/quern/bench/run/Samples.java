package dev.quern.bench.run;

import java.util.Arrays;

/** Measured times of one thing, in nanoseconds. */
public record Samples(long[] sorted) {
    public static Samples of(long[] nanos) {
        long[] copy = nanos.clone();
        Arrays.sort(copy);
        return new Samples(copy);
    }

    /** The value below which a share of the samples lies, in milliseconds. */
    public double percentile(double share) {
        int index = (int) Math.min(sorted.length - 1, Math.floor(share * sorted.length));
        return sorted[index] / 1e6;
    }

    public double median() {
        return percentile(0.5);
    }

    public int count() {
        return sorted.length;
    }
}
