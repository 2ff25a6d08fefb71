package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.api.TaskBody;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "wait",
        description = "Wait for a task's end and say what it came to.",
        footer = {"", "Exit codes: the function's own; 124 deadline; 125 platform error; 2 usage."})
public final class TaskWait implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    String task = "";

    public TaskWait(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Waiting waiting = new Waiting(session);
        TaskBody ended = waiting.end(Query.encode(task));
        session.output().done(Views.TASK, ended, ended.id() + " is " + ended.state());
        return Waiting.succeeded(ended) ? 0 : waiting.failed(ended);
    }
}
