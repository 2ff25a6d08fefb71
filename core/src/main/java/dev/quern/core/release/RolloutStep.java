package dev.quern.core.release;

import java.time.Instant;
import java.util.Optional;

/** A step of a rollout that was begun, with what both versions did in it so far. */
public record RolloutStep(
        double percent, Instant beganAt, Optional<Instant> endedAt, SideFigures from, SideFigures to) {
    private static final SideFigures NOTHING = new SideFigures(0, 0, 0, 0);

    public static RolloutStep begun(double percent, Instant now) {
        return new RolloutStep(percent, now, Optional.empty(), NOTHING, NOTHING);
    }

    public RolloutStep with(SideFigures older, SideFigures newer) {
        return new RolloutStep(percent, beganAt, endedAt, older, newer);
    }

    public RolloutStep ended(Instant now) {
        return new RolloutStep(percent, beganAt, Optional.of(now), from, to);
    }
}
