package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.http.Streams;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import java.io.IOException;
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
        try (Response response =
                session.api().open(Request.of("GET", query.toString()).patient())) {
            Api.succeed(response);
            Streams.copy(response.body(), session.shell().out());
        } catch (IOException e) {
            throw Api.broken(e);
        }
    }
}
