package dev.quern.core.release;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.util.List;

/**
 * How a version is to take over.
 *
 * @param percents of the calls, step by step: rising, from above 0, the last one 100
 * @param every how long a step lasts at least, 100 ms to 7 days
 * @param minCalls of the newer version before a step is left; a step waits for them however long that takes
 */
public record RolloutPlan(
        int from, int to, List<Double> percents, Duration every, List<AbortRule> abortOn, int minCalls) {
    public static final List<Double> DEFAULT_PERCENTS = List.of(5.0, 25.0, 50.0, 100.0);
    public static final Duration DEFAULT_EVERY = Duration.ofMinutes(2);
    public static final String DEFAULT_ABORT_ON = "error-rate>1%,p99>2x";
    public static final int DEFAULT_MIN_CALLS = 50;

    private static final int MOST_STEPS = 50;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_CALLS = 1_000_000;
    private static final double ALL = 100;

    public RolloutPlan {
        percents = List.copyOf(percents);
        abortOn = List.copyOf(abortOn);
        if (from == to) {
            throw QuernException.invalid("The alias names version " + to + " already", "Roll out another version.");
        }
        double before = 0;
        for (double percent : percents) {
            if (!(percent > before && percent <= ALL)) {
                throw steps(percents);
            }
            before = percent;
        }
        if (before != ALL || percents.size() < 2 || percents.size() > MOST_STEPS) {
            throw steps(percents);
        }
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw QuernException.invalid("A step of a rollout lasts 100ms to 7d"
                    + (every.isNegative() ? "" : ", not " + Durations.format(every)));
        }
        if (minCalls < 0 || minCalls > MOST_CALLS) {
            throw QuernException.invalid("A step waits for 0 to " + MOST_CALLS + " calls");
        }
        if (abortOn.size() > AbortRule.MOST) {
            throw QuernException.invalid("A rollout has at most " + AbortRule.MOST + " rules to abort on");
        }
    }

    private static QuernException steps(List<Double> percents) {
        return QuernException.invalid(
                "The steps of a rollout rise to 100, in 2 to " + MOST_STEPS + " of them: " + percents,
                "Write them like 5,25,50,100.");
    }
}
