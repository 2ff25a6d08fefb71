package dev.quern.bench.task;

import dev.quern.bench.peer.DbScheduler;
import dev.quern.bench.peer.GraphileWorker;
import dev.quern.bench.run.Database;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One server as a user starts it, with pgbench and the peers on its own PostgreSQL, and then a store alone for
 * what takes millions of rows. The yardstick is a row that pgbench inserts durably.
 */
public final class TaskBench {
    /** What can be measured by itself; ratios to pgbench need it in the same run. */
    public static final String PARTS = "pgbench|peers|http|claims";

    private final Path home;
    private final Sizes sizes;
    private final Set<String> parts;
    private final Table table = Table.ofRates("pgbench row");

    private TaskBench(Path home, Sizes sizes, Set<String> parts) {
        this.home = home;
        this.sizes = sizes;
        this.parts = parts;
    }

    public static void run(Path home, List<String> arguments) throws Exception {
        Set<String> parts = new LinkedHashSet<>(arguments);
        Sizes sizes = parts.remove("--small") ? Sizes.SMALL : Sizes.FULL;
        Set<String> all = Set.of(PARTS.split("\\|", -1));
        if (!all.containsAll(parts)) {
            throw new IllegalArgumentException("no such part: " + parts + "; there are " + PARTS);
        }
        new TaskBench(home, sizes, parts.isEmpty() ? all : parts).run();
    }

    private void run() throws Exception {
        String plan = "";
        if (parts.contains("pgbench") || parts.contains("peers") || parts.contains("http")) {
            onServer();
        }
        if (parts.contains("claims")) {
            plan = ClaimBench.run(table, sizes);
        }
        System.out.println();
        System.out.print(table.print());
        System.out.println("one run, one machine, " + Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + "; fsync on everywhere; tasks through HTTP on loopback unless a row says otherwise");
        if (!plan.isEmpty()) {
            System.out.println();
            System.out.println("a claim of 100 with all of that waiting and finished:");
            System.out.println(plan);
        }
    }

    private void onServer() throws Exception {
        try (Server server = new Server(home)) {
            Database database = Database.of(server.data());
            double row = 0;
            double batched = 0;
            if (parts.contains("pgbench")) {
                Pgbench pgbench = new Pgbench(home, database, sizes.seconds());
                row = pgbench.single(table);
                batched = pgbench.batched(table);
            }
            if (parts.contains("peers")) {
                DbScheduler.measure(table, database, sizes.jobs());
                GraphileWorker.measure(table, home, database, sizes.jobs());
            }
            if (parts.contains("http")) {
                Shell.must(server.cli("image", "load", Server.image(home).toString()));
                // What an idle server is needed for comes first: the rest leaves a queue behind.
                new IdleStart(server).measure(table, sizes.paced());
                new EndToEnd(server, database).measure(table, sizes.jobs());
                try (FullNode _ = new FullNode(server)) {
                    new SingleSubmits(server, database).measure(table, sizes.seconds(), row);
                    new BatchSubmits(server, database).measure(table, sizes.lines(), batched);
                }
            }
        }
    }

    /** A share of a yardstick, which may not have been measured. */
    static String share(double value, double of, String what) {
        return of == 0 ? "" : String.format(Locale.ROOT, " (%.2f × %s)", value / of, what);
    }
}
