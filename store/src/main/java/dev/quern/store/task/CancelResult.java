package dev.quern.store.task;

import dev.quern.core.task.TaskState;
import java.util.UUID;

/** What cancelling a task came to. */
public sealed interface CancelResult {
    /** It was not running and is cancelled now. */
    record Cancelled() implements CancelResult {}

    /** It runs; unless it succeeds first, its attempt's outcome will be that it was cancelled. */
    record Requested(UUID runner, int attempt) implements CancelResult {}

    /** It had ended already. */
    record Ended(TaskState state) implements CancelResult {}

    /** There is no such task. */
    record Unknown() implements CancelResult {}
}
