package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "result", description = "Print what a task that succeeded wrote to stdout.")
public final class TaskResult implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    String task = "";

    public TaskResult(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new Waiting(session).print(Query.encode(task));
    }
}
