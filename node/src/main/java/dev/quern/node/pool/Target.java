package dev.quern.node.pool;

import java.util.OptionalInt;

/**
 * How many sandboxes a pool keeps ready: the takes of the last second, decaying by a tenth each
 * second, so that a burst a second from now finds what the last one needed; one is kept until the
 * pool was idle for {@code idleSeconds}. Bounded by min and max of the version and by what a node
 * keeps ready for one version.
 *
 * <p>Not thread-safe; guarded by its pool.
 */
final class Target {
    private static final double DECAY = 0.9;

    private final int configuredMin;
    private final int most;
    private final long idleSeconds;
    private int takes;
    private int min;
    private OptionalInt fixed = OptionalInt.empty();
    private double demand;
    private long secondsIdle;

    Target(int min, int most, long idleSeconds) {
        this.configuredMin = min;
        this.most = Math.max(min, most);
        this.idleSeconds = idleSeconds;
    }

    /** Whether the version's own min counts: only while an alias names it. */
    void keep(boolean kept) {
        min = kept ? configuredMin : 0;
    }

    /** So many, whatever is taken; empty to follow use again. */
    void fix(OptionalInt ready) {
        fixed = ready;
    }

    /** As if so many were taken in a second. */
    void expect(int takesSoon) {
        touch();
        demand = Math.max(demand, takesSoon);
    }

    void touch() {
        secondsIdle = 0;
        demand = Math.max(demand, 1);
    }

    void taken() {
        takes++;
        touch();
    }

    /** Once a second. */
    void tick() {
        demand = Math.max(takes, demand * DECAY);
        takes = 0;
        secondsIdle++;
        if (secondsIdle > idleSeconds) {
            demand = 0;
        } else if (demand > 0) {
            demand = Math.max(demand, 1);
        }
    }

    int ready() {
        return fixed.orElse(Math.max(min, Math.min(most, (int) Math.ceil(demand - 1e-9))));
    }

    boolean idle() {
        // One that is given a number would not know of it when it is made anew.
        return fixed.isEmpty() && min == 0 && demand == 0;
    }
}
