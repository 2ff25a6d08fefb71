package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What happens to one locked task.
 *
 * @param attempt the one that ended, empty when none was running
 * @param dueAt when it goes on, for the state retrying
 * @param failures to be added to those that were the function's, {@code faults} to the platform's
 */
record Change(
        LockedTask task,
        TaskState to,
        Optional<Attempt> attempt,
        Optional<Instant> dueAt,
        int failures,
        int faults,
        Optional<String> error,
        Optional<String> message,
        TaskBody result,
        Usage usage) {
    /** A task that was not running is cancelled. */
    static Change cancelled(LockedTask task) {
        return idle(task, TaskState.CANCELLED, Optional.empty(), Optional.empty());
    }

    /** A task that was not running is too old. */
    static Change expired(LockedTask task) {
        return idle(
                task,
                TaskState.EXPIRED,
                Optional.of(ErrorCode.DEADLINE_EXCEEDED.wire()),
                Optional.of("Its maximum age passed before it ended"));
    }

    private static Change idle(LockedTask task, TaskState to, Optional<String> error, Optional<String> message) {
        return new Change(
                task, to, Optional.empty(), Optional.empty(), 0, 0, error, message, TaskBody.EMPTY, Usage.NONE);
    }

    /** What an outcome does. Who asked to cancel gets that, unless the task succeeded first. */
    static Change of(LockedTask task, Outcome outcome, Instant now) {
        TaskState to = state(task, outcome.verdict());
        Attempt attempt = outcome.attempt();
        boolean succeeded = to == TaskState.SUCCEEDED;
        return new Change(
                task,
                to,
                Optional.of(attempt),
                to == TaskState.RETRYING ? Optional.of(now.plus(delay(outcome.verdict()))) : Optional.empty(),
                succeeded || attempt.platform() ? 0 : 1,
                attempt.platform() ? 1 : 0,
                attempt.error(),
                attempt.message().map(Texts::storable),
                succeeded ? outcome.result() : TaskBody.EMPTY,
                outcome.usage());
    }

    private static TaskState state(LockedTask task, Verdict verdict) {
        if (verdict instanceof Verdict.Succeed) {
            return TaskState.SUCCEEDED;
        }
        if (task.cancelRequested()) {
            return TaskState.CANCELLED;
        }
        return switch (verdict) {
            case Verdict.Succeed _ -> TaskState.SUCCEEDED;
            case Verdict.Fail _ -> TaskState.FAILED;
            case Verdict.Dead _ -> TaskState.DEAD;
            case Verdict.Expire _ -> TaskState.EXPIRED;
            case Verdict.Retry _ -> TaskState.RETRYING;
            case Verdict.HandBack(Duration after) ->
                task.faults() >= Verdict.MOST_FAULTS
                        ? TaskState.DEAD
                        : after.isZero() ? TaskState.QUEUED : TaskState.RETRYING;
        };
    }

    private static Duration delay(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Retry(Duration after) -> after;
            case Verdict.HandBack(Duration after) -> after;
            default -> Duration.ZERO;
        };
    }
}
