package dev.quern.store.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the tasks that ended without success are retried or purged; an empty part lets everything through.
 *
 * @param states failed, dead, expired, or some of them; not none
 * @param since submitted at or after it, to the millisecond
 * @param error the wire spelling of the error code of the last attempt
 */
public record EndedFilter(
        Optional<String> namespace,
        Optional<FunctionName> function,
        Set<TaskState> states,
        Optional<Instant> since,
        Optional<String> error) {
    public EndedFilter {
        states = Set.copyOf(states);
        if (states.isEmpty() || !states.stream().allMatch(TaskState::retriable)) {
            throw QuernException.invalid("Only failed, dead and expired tasks are retried or purged");
        }
    }
}
