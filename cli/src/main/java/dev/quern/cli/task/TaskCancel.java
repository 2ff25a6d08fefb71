package dev.quern.cli.task;

import dev.quern.cli.session.Session;
import dev.quern.core.api.TaskStateBody;
import dev.quern.core.task.TaskState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancel tasks that have not ended.")
public final class TaskCancel implements Runnable {
    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "TASK", description = "The tasks' ids.")
    List<String> tasks = List.of();

    public TaskCancel(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String task : tasks) {
            TaskStateBody state = session.api().send("POST", TaskIds.path(task) + "/cancel", TaskStateBody.class);
            boolean running = TaskState.RUNNING.wire().equals(state.state());
            session.output().done(Views.STATE, state, state.id() + (running ? " is being cancelled" : " is cancelled"));
        }
    }
}
