package dev.quern.core.api;

import dev.quern.core.release.Rollout;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout and its record.
 *
 * @param state running, succeeded or aborted
 * @param from the version the alias named; {@code to} the one that is to take over
 * @param weight percent of the calls that go to the new version; 100 after a success, 0 after an abort
 * @param note why it ended, or what it waits for
 * @param plan percents of all its steps
 * @param steps those that were begun
 */
@Json
public record RolloutBody(
        String id,
        String namespace,
        String function,
        String alias,
        String state,
        int from,
        int to,
        double weight,
        String note,
        List<Double> plan,
        long everyMillis,
        List<String> abortOn,
        int minCalls,
        List<RolloutStepBody> steps,
        String startedAt,
        @Nullable String endedAt,
        String createdBy) {
    private static final double ALL = 100;

    public static RolloutBody of(Rollout r) {
        return new RolloutBody(
                r.id().toString(),
                r.function().namespace(),
                r.function().name(),
                r.alias(),
                r.state().wire(),
                r.plan().from(),
                r.plan().to(),
                switch (r.state()) {
                    case RUNNING -> r.step().percent();
                    case SUCCEEDED -> ALL;
                    case ABORTED -> 0;
                },
                r.note(),
                r.plan().percents(),
                r.plan().every().toMillis(),
                r.plan().abortOn().stream().map(Object::toString).toList(),
                r.plan().minCalls(),
                r.steps().stream().map(RolloutStepBody::of).toList(),
                r.beganAt().toString(),
                r.endedAt().map(Instant::toString).orElse(null),
                r.createdBy());
    }
}
