package dev.quern.store.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks a listing shows; an empty part lets everything through.
 *
 * @param since submitted at or after it, to the millisecond
 * @param error the wire spelling of the error code of the last attempt
 * @param keyId tasks submitted with one key only
 */
public record TaskFilter(
        Optional<String> namespace,
        Optional<FunctionName> function,
        Set<TaskState> states,
        Optional<Instant> since,
        Optional<String> error,
        Optional<String> keyId) {
    public TaskFilter {
        states = Set.copyOf(states);
    }

    public static TaskFilter everything() {
        return new TaskFilter(
                Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
