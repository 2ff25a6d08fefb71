package dev.quern.store.task;

import dev.quern.core.task.Progress;
import java.util.UUID;

/** What a running attempt says of itself; dropped when the task is not at that attempt any more. */
public record ProgressUpdate(UUID task, int attempt, Progress progress) {}
