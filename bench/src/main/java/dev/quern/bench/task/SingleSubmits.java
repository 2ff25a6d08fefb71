package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One task a request, from a load generator in C, against a node that is full. */
final class SingleSubmits {
    private static final String FUNCTION = "waits";

    private static final int CONNECTIONS = 64;
    private static final double SHARE = 0.3;
    private static final Pattern RESULT = Pattern.compile("bench (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");
    private static final String SCRIPT = """
            wrk.method = "POST"
            wrk.body = '{"name":"a"}'
            wrk.headers["Authorization"] = "Bearer %s"
            function done(summary, latency)
              local e = summary.errors
              print(string.format("bench %%d %%d %%d %%d %%d", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private final Server server;
    private final Database database;

    SingleSubmits(Server server, Database database) {
        this.server = server;
        this.database = database;
    }

    void measure(Table table, int seconds, double row) throws Exception {
        String name = "submitted one a request, wrk with " + CONNECTIONS + " connections";
        if (!Shell.has("wrk")) {
            table.missing(name);
            return;
        }
        TaskCalls.deploy(server, FUNCTION, List.of("--fresh", "process"), "/bin/cat");
        Path script = Files.createTempFile("quern-bench-", ".lua");
        try {
            Files.writeString(script, SCRIPT.formatted(server.key()));
            run(script, Math.max(1, seconds / 2));
            long before = stored();
            Matcher result = run(script, seconds);
            long requests = Long.parseLong(result.group(1));
            if (stored() - before < requests) {
                throw new IOException(stored() - before + " tasks of " + requests + " answers are there");
            }
            double perSecond = requests / (Long.parseLong(result.group(2)) / 1e6);
            String share = row == 0 ? "" : String.format(Locale.ROOT, "≥ %s × pgbench row", SHARE);
            table.rate(name + latency(result), perSecond, share, perSecond >= SHARE * row);
        } finally {
            Files.delete(script);
        }
    }

    private Matcher run(Path script, int seconds) throws Exception {
        String url = "http://127.0.0.1:" + server.port() + TaskCalls.path(FUNCTION);
        Shell.Result ran = Shell.must(
                List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "-s", script.toString(), url));
        Matcher result = RESULT.matcher(ran.output());
        if (!result.find() || !result.group(5).equals("0")) {
            throw new IOException(ran.output());
        }
        return result;
    }

    private long stored() throws Exception {
        return database.number(
                "SELECT count(*) FROM tasks WHERE namespace = 'default' AND function = '" + FUNCTION + "'");
    }

    private static String latency(Matcher result) {
        return String.format(
                Locale.ROOT,
                " (p50 %.1f, p99 %.1f ms)",
                Long.parseLong(result.group(3)) / 1000.0,
                Long.parseLong(result.group(4)) / 1000.0);
    }
}
