package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.time.Duration;

/**
 * What a task took from its function's policy, or from its submission, for all its life.
 *
 * @param retries 0 to 1000
 * @param maxAge 1 s to 90 d
 */
public record TaskTerms(int retries, Duration maxAge, OrderOnDead orderOnDead, Retention retention) {
    public TaskTerms {
        check(retries, maxAge);
    }

    static void check(int retries, Duration maxAge) {
        if (retries < 0 || retries > 1000) {
            throw QuernException.invalid("A task has 0 to 1000 retries, not " + retries);
        }
        if (maxAge.compareTo(Duration.ofSeconds(1)) < 0 || maxAge.compareTo(Duration.ofDays(90)) > 0) {
            throw QuernException.invalid("A task's maximum age is out of range", "Use 1s to 90d.");
        }
    }
}
