package dev.quern.core.api;

import dev.quern.core.release.RolloutStep;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a rollout that was begun.
 *
 * @param weight percent of the calls that went to the new version
 * @param from what the older version did in it; {@code to} the newer one
 */
@Json
public record RolloutStepBody(
        double weight, String startedAt, @Nullable String endedAt, SideFiguresBody from, SideFiguresBody to) {
    public static RolloutStepBody of(RolloutStep s) {
        return new RolloutStepBody(
                s.percent(),
                s.beganAt().toString(),
                s.endedAt().map(Instant::toString).orElse(null),
                SideFiguresBody.of(s.from()),
                SideFiguresBody.of(s.to()));
    }

    public RolloutStep toStep() {
        return new RolloutStep(
                weight,
                Instant.parse(startedAt),
                Optional.ofNullable(endedAt).map(Instant::parse),
                from.toFigures(),
                to.toFigures());
    }
}
