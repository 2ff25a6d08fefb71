package dev.quern.store.usage;

import dev.quern.core.usage.Usage;
import java.time.Instant;

/**
 * A sum of the ledger.
 *
 * @param from the beginning of the step, or of everything asked for
 * @param function its name in the namespace; empty for images, and in sums by namespace
 * @param version 0 for images, and in sums that are not by version
 * @param executions calls and tasks' attempts
 */
public record UsageSum(Instant from, String namespace, String function, int version, long executions, Usage usage) {}
