package dev.quern.cli.task;

import dev.quern.cli.http.Query;

/** Paths of tasks, whatever was typed as their ids. */
final class TaskIds {
    private TaskIds() {}

    static String path(String id) {
        return "/v1/tasks/" + Query.encode(id);
    }
}
