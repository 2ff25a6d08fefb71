package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Http;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many tasks in one request, a line each, against a node that is full; counted in the database afterwards. */
final class BatchSubmits {
    private static final String FUNCTION = "batched";
    private static final int BOUND = 100_000;
    private static final int WARM = 20;

    private final Server server;
    private final Database database;

    BatchSubmits(Server server, Database database) {
        this.server = server;
        this.database = database;
    }

    void measure(Table table, int lines, double batchedRows) throws Exception {
        TaskCalls.deploy(server, FUNCTION, List.of("--fresh", "process"), "/bin/cat");
        run(1, lines / WARM);
        for (int requests = 1; requests <= 2; requests++) {
            double perSecond = run(requests, lines);
            table.rate(
                    "submitted by batch, " + requests + " × " + lines + " lines"
                            + TaskBench.share(perSecond, batchedRows, "pgbench's batches"),
                    perSecond,
                    "≥ " + BOUND,
                    perSecond >= BOUND);
        }
    }

    /** Tasks a second over all requests, which begin together. */
    private double run(int requests, int lines) throws Exception {
        long before = stored();
        Path file = TaskCalls.lines(lines);
        long start = System.nanoTime();
        try (ExecutorService senders = Executors.newFixedThreadPool(requests)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                sent.add(senders.submit(() -> {
                    try (Http http = new Http(server)) {
                        TaskCalls.batch(http, FUNCTION, file, lines);
                    }
                    return lines;
                }));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } finally {
            Files.delete(file);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long all = (long) requests * lines;
        if (stored() - before != all) {
            throw new IOException(stored() - before + " of " + all + " tasks are there");
        }
        return all / seconds;
    }

    private long stored() throws Exception {
        return database.number(
                "SELECT count(*) FROM tasks WHERE namespace = 'default' AND function = '" + FUNCTION + "'");
    }
}
