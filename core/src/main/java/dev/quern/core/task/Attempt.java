package dev.quern.core.task;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One execution of a task that has ended.
 *
 * @param number 1 and up; a function is given each at most once
 * @param exitCode the function's, 128 + signal when a signal ended it; empty if it never ended by itself
 * @param error the wire spelling of the error code, empty on success
 * @param platform whether the platform ended it and not the function: it counts against no retry
 */
public record Attempt(
        int number,
        String node,
        Instant startedAt,
        Instant endedAt,
        OptionalInt exitCode,
        Optional<String> error,
        Optional<String> message,
        boolean platform) {}
