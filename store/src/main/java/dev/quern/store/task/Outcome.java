package dev.quern.store.task;

import dev.quern.core.task.Attempt;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import java.util.UUID;

/**
 * How an attempt ended and what becomes of its task. It counts only while the task is still that runner's and
 * at that attempt.
 *
 * @param runner the id of the runner that had claimed it
 * @param attempt its number is the claimed one's; its end is the time the outcome is recorded under
 * @param result kept when the verdict is to succeed
 * @param usage of this attempt
 */
public record Outcome(UUID task, UUID runner, Attempt attempt, Verdict verdict, TaskBody result, Usage usage) {}
