package dev.quern.store.usage;

import dev.quern.core.error.QuernException;
import dev.quern.core.usage.UsageBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of the ledger.
 *
 * @param from the first minute
 * @param to the first minute after
 * @param namespace only this one's
 * @param step the width of the sums in time, whole minutes; empty for one sum over all of it
 */
public record UsageQuery(UsageBy by, Instant from, Instant to, Optional<String> namespace, Optional<Duration> step) {
    public UsageQuery {
        if (step.isPresent() && step.get().compareTo(Duration.ofMinutes(1)) < 0) {
            throw QuernException.invalid("Usage is kept by the minute", "Use a step of 1m or more.");
        }
    }
}
