package dev.quern.bench.peer;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** graphile-worker (Node.js), with the queue in memory and the batches that its own page on performance recommends. */
public final class GraphileWorker {
    private static final String NAME = "graphile-worker, jobs that do nothing, end to end (peer)";

    private GraphileWorker() {}

    public static void measure(Table table, Path home, Database database, int jobs) throws Exception {
        Path script = home.resolve("bench/graphile.sh");
        Shell.Result installed = run(script, database, "install");
        if (installed.exit() != 0) {
            System.err.print(installed.output());
            table.missing(NAME);
            return;
        }
        Shell.Result result = run(script, database, Integer.toString(jobs));
        List<String> lines = result.output().lines().toList();
        if (result.exit() != 0 || lines.isEmpty()) {
            throw new IOException("graphile-worker: " + result.output());
        }
        double millis = Double.parseDouble(lines.getLast().trim());
        table.rate(NAME, jobs / (millis / 1000));
    }

    private static Shell.Result run(Path script, Database database, String argument)
            throws IOException, InterruptedException {
        return Shell.run(List.of("sh", script.toString(), argument), database.environment());
    }
}
