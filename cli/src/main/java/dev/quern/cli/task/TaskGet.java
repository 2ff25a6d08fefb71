package dev.quern.cli.task;

import dev.quern.cli.output.Format;
import dev.quern.cli.session.Session;
import dev.quern.core.api.AttemptList;
import dev.quern.core.api.TaskBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show a task and, in a table, its ended attempts.")
public final class TaskGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    String task = "";

    public TaskGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = TaskIds.path(task);
        session.output().one(Views.TASK, session.api().get(path, TaskBody.class));
        if (session.output().format() == Format.table) {
            AttemptList attempts = session.api().get(path + "/attempts", AttemptList.class);
            if (!attempts.items().isEmpty()) {
                session.output().line("");
                session.output().list(Views.ATTEMPT, attempts.items());
            }
        }
    }
}
