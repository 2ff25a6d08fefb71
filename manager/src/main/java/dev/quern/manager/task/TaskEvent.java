package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Progress;
import dev.quern.core.task.TaskState;
import java.util.Optional;
import java.util.UUID;

/**
 * Something happened to a task, in this process. A hint: events may be lost or come twice, and the store
 * has the last word.
 *
 * @param attempt the number of the attempt that runs or ran last
 * @param progress present when that is what happened
 */
public record TaskEvent(
        UUID task, Optional<FunctionName> function, TaskState state, int attempt, Optional<Progress> progress) {}
