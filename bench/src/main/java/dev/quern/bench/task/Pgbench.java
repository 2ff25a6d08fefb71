package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the same PostgreSQL takes from the simplest client there is: rows of an id and the bytes of a small task. */
final class Pgbench {
    private static final int CLIENTS = 64;
    private static final int BATCH = 100;
    private static final int ROUNDS = 3;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final String ROW = "(uuidv7(), '\\x7b226e616d65223a2261227d'::bytea)";

    private final Path home;
    private final Database database;
    private final int seconds;

    Pgbench(Path home, Database database, int seconds) {
        this.home = home;
        this.database = database;
        this.seconds = seconds;
    }

    /** Rows a second, each a transaction; 0 where there is no pgbench. */
    double single(Table table) throws Exception {
        int clients = database.connections(CLIENTS);
        String name = "pgbench, a row a transaction, " + clients + " clients"
                + (clients < CLIENTS ? " (the server takes no " + CLIENTS + ")" : "");
        double rows = run("INSERT INTO bench_rows VALUES " + ROW + ";\n", clients);
        if (rows == 0) {
            table.missing(name);
        } else {
            table.yardstick(name, rows);
        }
        return rows;
    }

    /** Rows a second, a hundred in a statement. */
    double batched(Table table) throws Exception {
        int clients = database.connections(CLIENTS);
        String name = "pgbench, " + BATCH + " rows a statement, " + clients + " clients";
        String rows = String.join(", ", java.util.Collections.nCopies(BATCH, ROW));
        double perSecond = BATCH * run("INSERT INTO bench_rows VALUES " + rows + ";\n", clients);
        if (perSecond == 0) {
            table.missing(name);
        } else {
            table.rate(name, perSecond);
        }
        return perSecond;
    }

    /** The median of transactions a second, after a warm-up. */
    private double run(String sql, int clients) throws Exception {
        Shell.Result found = Shell.run(List.of(home.resolve("bench/pgbench.sh").toString()));
        if (found.exit() != 0) {
            System.err.print(found.output());
            return 0;
        }
        String program = found.output().lines().toList().getLast();
        database.executeInOurs("DROP TABLE IF EXISTS bench_rows");
        database.executeInOurs("CREATE TABLE bench_rows (id uuid PRIMARY KEY, body bytea NOT NULL)");
        Path script = Files.createTempFile("quern-bench-", ".sql");
        try {
            Files.writeString(script, sql);
            double[] tps = new double[ROUNDS];
            for (int i = -1; i < ROUNDS; i++) {
                double measured = once(program, script, clients);
                if (i >= 0) {
                    tps[i] = measured;
                }
            }
            Arrays.sort(tps);
            return tps[ROUNDS / 2];
        } finally {
            Files.delete(script);
            database.executeInOurs("DROP TABLE bench_rows");
        }
    }

    private double once(String program, Path script, int clients) throws Exception {
        String time = Integer.toString(Math.max(1, seconds / 2));
        List<String> command = List.of(
                program, "-n", "-M", "prepared", "-c", "" + clients, "-j", "2", "-T", time, "-f", script.toString());
        Matcher tps = TPS.matcher(Shell.must(command, database.environment()).output());
        if (!tps.find()) {
            throw new IllegalStateException("pgbench said no tps");
        }
        return Double.parseDouble(tps.group(1));
    }
}
