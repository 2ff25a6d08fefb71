package dev.quern.core.task;

import java.util.Optional;

/**
 * How the notification of a task's end stands.
 *
 * @param attempts deliveries tried
 * @param lastError of the delivery that failed last
 */
public record CallbackStatus(CallbackState state, int attempts, Optional<String> lastError) {}
