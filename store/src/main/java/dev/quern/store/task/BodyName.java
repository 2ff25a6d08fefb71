package dev.quern.store.task;

import java.util.UUID;

/**
 * What a stored body is known by.
 *
 * @param attempt the attempt whose result it is, 0 for the task's input
 */
public record BodyName(UUID task, int attempt) {
    public static BodyName input(UUID task) {
        return new BodyName(task, 0);
    }

    public static BodyName result(UUID task, int attempt) {
        return new BodyName(task, attempt);
    }
}
