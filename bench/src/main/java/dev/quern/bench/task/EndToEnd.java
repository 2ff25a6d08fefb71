package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Http;
import dev.quern.bench.run.Load;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tasks from the batch that submits them until the last has succeeded, beside calls of the same function. */
final class EndToEnd {
    static final String FUNCTION = "process";

    private static final int CLIENTS = 8;
    private static final long CALL_SECONDS = 6;
    private static final long LONGEST_SECONDS = 300;
    private static final double SHARE_OF_CALLS = 0.8;

    private final Server server;
    private final Database database;

    EndToEnd(Server server, Database database) {
        this.server = server;
        this.database = database;
    }

    static void deploy(Server server) throws IOException, InterruptedException {
        List<String> flags = List.of("--fresh", "process", "--min", "8", "--max", "16", "--queue", "1000");
        TaskCalls.deploy(server, FUNCTION, flags, "/bin/cat");
    }

    void measure(Table table, int tasks) throws Exception {
        deploy(server);
        calls();
        execute(tasks / 10);
        // Calls on both sides of the tasks: a machine that slows down slows both.
        double before = calls();
        double perSecond = tasks / execute(tasks);
        double calls = (before + calls()) / 2;
        table.rate("calls of a function, --fresh process, " + CLIENTS + " clients", calls);
        table.rate(
                "tasks of it, submitted by batch, until all have succeeded"
                        + TaskBench.share(perSecond, calls, "calls"),
                perSecond,
                "≥ 1000, ≥ " + SHARE_OF_CALLS + " × calls",
                perSecond >= 1000 && perSecond >= SHARE_OF_CALLS * calls);
    }

    private double calls() throws Exception {
        return Load.run(server, "/v1/functions/default/" + FUNCTION + "/calls", CLIENTS, CALL_SECONDS)
                .perSecond();
    }

    /** Seconds until the last is recorded; looked for in the database, which costs the server nothing. */
    private double execute(int tasks) throws Exception {
        long before = succeeded();
        Path file = TaskCalls.lines(tasks);
        long start = System.nanoTime();
        try (Http http = new Http(server)) {
            TaskCalls.batch(http, FUNCTION, file, tasks);
            long end = start + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
            while (database.number(
                            "SELECT count(*) FROM (SELECT FROM tasks WHERE namespace = 'default' AND function = '"
                                    + FUNCTION + "' LIMIT 1)")
                    > 0) {
                if (System.nanoTime() > end) {
                    throw new IOException("the tasks did not end");
                }
                Thread.sleep(20);
            }
        } finally {
            Files.delete(file);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (succeeded() - before != tasks) {
            throw new IOException(succeeded() - before + " of " + tasks + " tasks succeeded");
        }
        return seconds;
    }

    private long succeeded() throws Exception {
        return database.number("SELECT count(*) FROM finished_tasks WHERE namespace = 'default' AND function = '"
                + FUNCTION + "' AND state = 7");
    }
}
