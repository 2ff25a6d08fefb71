package dev.quern.store.task;

import dev.quern.core.task.Progress;
import dev.quern.core.task.TaskState;
import java.util.Optional;
import java.util.UUID;

/** What whoever waits for a task looks at. */
public record TaskGlance(UUID id, TaskState state, int attempt, Optional<Progress> progress) {}
