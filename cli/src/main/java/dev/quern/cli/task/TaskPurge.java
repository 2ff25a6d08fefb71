package dev.quern.cli.task;

import dev.quern.cli.session.Session;
import dev.quern.core.api.CountBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "purge", description = "Forget failed, dead or expired tasks, with their inputs.")
public final class TaskPurge implements Runnable {
    private final Session session;

    @Mixin
    EndedTasks tasks = new EndedTasks();

    public TaskPurge(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (tasks.areNamed()) {
            tasks.ids.forEach(task -> session.api().delete(TaskIds.path(task)));
            return;
        }
        String path = tasks.filters.query(session, "/v1/tasks").toString();
        CountBody count = session.api().send("DELETE", path, CountBody.class);
        session.output().done(Views.COUNT, count, count.count() + " tasks are purged");
    }
}
