package dev.quern.store.task;

import java.util.UUID;

/**
 * A notification to be delivered now.
 *
 * @param claim counts up with every claim; only the last one's result is recorded
 * @param failures deliveries that failed before
 */
public record Callback(UUID task, String url, int claim, int failures) {}
