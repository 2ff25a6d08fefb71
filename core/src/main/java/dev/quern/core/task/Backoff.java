package dev.quern.core.task;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a time drawn evenly from nothing up to {@code first × 2^(n-1)}, at
 * most {@code most}. Of the known forms the one that spreads a crowd of retries best (M. Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param first the bound after the first failure, 1 ms to 24 h
 * @param most the bound after many, at least {@code first}, at most 24 h
 */
public record Backoff(Duration first, Duration most) {
    public static final Duration LIMIT = Duration.ofHours(24);
    /** A millisecond doubled this often is above the limit, and the limit doubled this often fits a long. */
    private static final int DOUBLINGS = 30;

    public Backoff {
        if (first.compareTo(Duration.ofMillis(1)) < 0 || most.compareTo(first) < 0 || most.compareTo(LIMIT) > 0) {
            throw QuernException.invalid("A backoff starts at 1ms or more and ends between its start and 24h");
        }
    }

    /** The longest wait after {@code failures} failures, 1 and up. */
    public Duration bound(int failures) {
        int doublings = Math.clamp(failures - 1L, 0, DOUBLINGS);
        return Duration.ofMillis(Math.min(first.toMillis() << doublings, most.toMillis()));
    }

    /** A wait after {@code failures} failures, to the millisecond. */
    public Duration delay(int failures, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(bound(failures).toMillis() + 1));
    }
}
