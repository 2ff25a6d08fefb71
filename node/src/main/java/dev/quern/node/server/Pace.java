package dev.quern.node.server;

import java.time.Duration;

/**
 * How long a function's starts and calls take, and what follows from that for those who wait. Guarded by its owner's
 * lock.
 */
final class Pace {
    /** Weight of the newest of what is averaged. */
    private static final double NEWEST = 0.2;

    private static final Duration MOST_RETRY = Duration.ofMinutes(1);

    private final int atOnce;
    private double startNanos;
    private double holdNanos;

    /** @param atOnce calls at once in one instance */
    Pace(int atOnce) {
        this.atOnce = atOnce;
    }

    /** An instance was ready after this time. */
    void started(long nanos) {
        startNanos = averaged(startNanos, nanos);
    }

    /** A call had its place for this time. */
    void held(long nanos) {
        holdNanos = averaged(holdNanos, nanos);
    }

    private static double averaged(double before, double now) {
        return before == 0 ? now : before + NEWEST * (now - before);
    }

    /**
     * Whether another instance would be there sooner than a place in those there are.
     *
     * @param waiting calls, at least one
     * @param starting instances, each of which takes its share of those who wait
     * @param waitedNanos by the first of them
     */
    boolean wantsMore(int waiting, int instances, int starting, long waitedNanos) {
        int unserved = waiting - starting * atOnce;
        int all = instances + starting;
        return unserved > 0
                && (all == 0 || waitedNanos > startNanos || holdNanos * unserved / (all * atOnce) > startNanos);
    }

    /** When the last of those who wait will have a place, in whole seconds, 1 to 60. */
    Duration retryAfter(int waiting, int instances) {
        int places = instances * atOnce;
        double nanos = places == 0 ? startNanos : holdNanos * waiting / places;
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(nanos / 1e9), 1, MOST_RETRY.toSeconds()));
    }
}
