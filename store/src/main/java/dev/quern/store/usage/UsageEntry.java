package dev.quern.store.usage;

import dev.quern.core.usage.Usage;

/**
 * Something to be added to the ledger.
 *
 * @param function its name in the namespace, empty for an image; then {@code version} is 0
 */
public record UsageEntry(String namespace, String function, int version, Usage usage) {}
