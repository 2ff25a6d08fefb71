package dev.quern.node.server;

import java.time.Duration;

/**
 * How long a function was left alone between its calls, and so how long its instances are worth keeping: the histogram
 * of "Serverless in the Wild" (Shahrad et al., USENIX ATC 2020, section 4), in minutes up to four hours. Guarded by its
 * owner's lock.
 */
final class Gaps {
    static final Duration UNKNOWN = Duration.ofMinutes(10);

    private static final int BINS = 240;
    private static final int FEWEST = 10;
    private static final double TAIL = 0.99;
    /** Gaps beyond the histogram's end: with more than this share it says nothing. */
    private static final double MOST_BEYOND = 0.5;

    private final int[] bins = new int[BINS];
    private int within;
    private int beyond;

    void add(Duration gap) {
        long minute = gap.toMinutes();
        if (minute >= BINS) {
            beyond++;
        } else {
            bins[(int) minute]++;
            within++;
        }
    }

    /** Until 99 of 100 calls would have come, and a tenth more; {@link #UNKNOWN} while too little is known. */
    Duration keepAlive() {
        if (within + beyond < FEWEST || beyond > MOST_BEYOND * (within + beyond)) {
            return UNKNOWN;
        }
        int seen = 0;
        for (int minute = 0; minute < BINS; minute++) {
            seen += bins[minute];
            if (seen >= TAIL * within) {
                return Duration.ofMinutes(minute + 1).multipliedBy(11).dividedBy(10);
            }
        }
        return UNKNOWN;
    }
}
