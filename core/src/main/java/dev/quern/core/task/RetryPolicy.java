package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.Set;

/**
 * What a function says about its tasks' failures.
 *
 * @param retries attempts after the first one, 0 to 1000; platform faults do not count
 * @param neverExitCodes exit codes no retry can help, each 1 to 255
 * @param onTimeout whether an attempt that ran into its timeout is retried
 * @param onOutOfMemory whether an attempt that was killed for its memory is retried
 * @param budgetRatio retries allowed for each first attempt, 0 to 1, so that a failing dependency is not
 *     loaded many times over
 * @param budgetPerMinute retries allowed each minute whatever the ratio says, 0 to 100,000
 * @param maxAge how long after it was submitted, or due, a task may still begin, 1 s to 90 d
 */
public record RetryPolicy(
        int retries,
        Backoff backoff,
        Set<Integer> neverExitCodes,
        boolean onTimeout,
        boolean onOutOfMemory,
        double budgetRatio,
        int budgetPerMinute,
        Duration maxAge,
        OrderOnDead orderOnDead,
        Retention retention) {
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Set.of(),
            true,
            false,
            0.2,
            10,
            Duration.ofHours(6),
            OrderOnDead.BLOCK,
            Retention.STANDARD);

    public RetryPolicy {
        neverExitCodes = Set.copyOf(neverExitCodes);
        if (neverExitCodes.stream().anyMatch(code -> code < 1 || code > 255)) {
            throw QuernException.invalid("An exit code that is never retried is 1 to 255");
        }
        if (!(budgetRatio >= 0 && budgetRatio <= 1) || budgetPerMinute < 0 || budgetPerMinute > 100_000) {
            throw QuernException.invalid("A retry budget is a ratio of 0 to 1 and 0 to 100000 a minute");
        }
        TaskTerms.check(retries, maxAge);
    }

    /** What a task submitted under this policy carries with it. */
    public TaskTerms terms() {
        return new TaskTerms(retries, maxAge, orderOnDead, retention);
    }
}
