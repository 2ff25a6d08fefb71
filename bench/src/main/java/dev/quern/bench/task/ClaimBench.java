package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Claiming from a short queue, then from one with millions waiting, then with a month of finished tasks besides. */
final class ClaimBench {
    private static final int SHORT = 20_000;
    private static final double KEPT = 0.8;

    private ClaimBench() {}

    /** Returns the plan of a claim at the end. */
    static String run(Table table, Sizes sizes) throws Exception {
        Path data = Files.createTempDirectory("quern-bench-store-");
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            return run(table, sizes, store, Database.of(data));
        } finally {
            Shell.run(List.of("rm", "-rf", data.toString()));
        }
    }

    private static String run(Table table, Sizes sizes, Store store, Database database) throws Exception {
        store.tasks().partitions().ensure();
        // A round claims what the short queue holds, all of it.
        int size = Math.min(SHORT, sizes.jobs());
        ClaimRounds rounds = new ClaimRounds(store.tasks(), database, size);
        // Compiled before it counts: what is measured first would look slow, and what comes later quick beside it.
        rounds.run(size);
        ClaimRounds.Result before = rounds.run(size);
        row(table, count(size) + " waiting", before, 0);
        String waiting = count(sizes.waiting()) + " waiting";
        table.rate("stored by COPY, without HTTP, to " + waiting, rounds.submit(sizes.waiting()));
        row(table, waiting, rounds.run(0), before.claims());
        FinishedTasks.fill(database, sizes.finishedADay());
        long finished = (long) FinishedTasks.DAYS * sizes.finishedADay();
        row(table, waiting + ", " + count(finished) + " finished in a month", rounds.run(0), before.claims());
        return String.join("\n", rounds.plan());
    }

    /** {@code before} is 0 for the row the others are held against. */
    private static void row(Table table, String name, ClaimRounds.Result result, double before) {
        String what = "claimed in hundreds, " + name;
        if (before == 0) {
            table.rate(what, result.claims());
        } else {
            String share = TaskBench.share(result.claims(), before, "short queue");
            table.rate(what + share, result.claims(), "≥ " + KEPT + " × short", result.claims() >= KEPT * before);
        }
        table.times("  a claim (autovacuum came " + result.vacuums() + " times)", result.claim());
        table.rate("  their success recorded in hundreds", result.outcomes());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
