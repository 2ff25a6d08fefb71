package dev.quern.cli.task;

import dev.quern.cli.session.Session;
import dev.quern.core.api.CountBody;
import dev.quern.core.api.TaskStateBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "retry",
        description = "Queue failed, dead or expired tasks again; they keep their ids and their history.")
public final class TaskRetry implements Runnable {
    private final Session session;

    @Mixin
    EndedTasks tasks = new EndedTasks();

    public TaskRetry(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (tasks.areNamed()) {
            for (String task : tasks.ids) {
                TaskStateBody state = session.api().send("POST", TaskIds.path(task) + "/retry", TaskStateBody.class);
                session.output().done(Views.STATE, state, state.id() + " is queued");
            }
            return;
        }
        String path = tasks.filters.query(session, "/v1/tasks/retry").toString();
        CountBody count = session.api().send("POST", path, CountBody.class);
        session.output().done(Views.COUNT, count, count.count() + " tasks are queued");
    }
}
