package dev.quern.store.task;

/**
 * A succeeded task's result.
 *
 * @param body for a file, to be opened in {@link TaskBodies} under {@code name}
 */
public record TaskResult(BodyName name, TaskBody body) {}
