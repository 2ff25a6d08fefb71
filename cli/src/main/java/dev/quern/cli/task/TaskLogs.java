package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what an attempt of a task wrote to stderr.")
public final class TaskLogs implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    String task = "";

    @Option(names = "--attempt", paramLabel = "N", description = "This attempt, not the last.")
    @Nullable
    Integer attempt;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing until the attempt ends.")
    boolean follow;

    public TaskLogs(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Query query = Query.of(TaskIds.path(task) + "/logs");
        if (attempt != null) {
            query.add("attempt", attempt.toString());
        }
        if (follow) {
            query.add("follow", "true");
        }
        session.api().copy(query.toString(), session.shell().out());
    }
}
