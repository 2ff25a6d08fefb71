package dev.quern.core.api;

import dev.quern.core.release.AbortRule;
import dev.quern.core.release.RolloutPlan;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * POST F/rollouts; what is left out has its default.
 *
 * @param alias live by default
 * @param to the version that is to take over
 * @param steps percent of the calls, rising to 100
 * @param everyMillis how long each lasts at least
 * @param abortOn rules like {@code error-rate>1%} and {@code p99>2x}; an empty list for none
 * @param minCalls of the new version before a step is left
 */
@Json
public record RolloutPut(
        @Nullable String alias,
        int to,
        @Nullable List<Double> steps,
        @Nullable Long everyMillis,
        @Nullable List<String> abortOn,
        @Nullable Integer minCalls) {
    /** @throws dev.quern.core.error.QuernException invalid_argument */
    public RolloutPlan plan(int from) {
        return new RolloutPlan(
                from,
                to,
                steps == null ? RolloutPlan.DEFAULT_PERCENTS : steps,
                everyMillis == null ? RolloutPlan.DEFAULT_EVERY : Duration.ofMillis(everyMillis),
                AbortRule.parseAll(abortOn == null ? RolloutPlan.DEFAULT_ABORT_ON : String.join(",", abortOn)),
                minCalls == null ? RolloutPlan.DEFAULT_MIN_CALLS : minCalls);
    }
}
