package dev.quern.bench.task;

import dev.quern.bench.run.Table;
import java.util.Locale;

/** Claiming from a short queue and from one with millions waiting, then with a month of finished tasks besides. */
final class ClaimBench {
    private static final int SHORT = 20_000;
    private static final double KEPT = 0.8;

    private final Table table;
    private final Sizes sizes;
    private final int size;

    private ClaimBench(Table table, Sizes sizes) {
        this.table = table;
        this.sizes = sizes;
        this.size = Math.min(SHORT, sizes.jobs());
    }

    /** Returns the plan of a claim at the end. */
    static String run(Table table, Sizes sizes) throws Exception {
        return new ClaimBench(table, sizes).run();
    }

    private String run() throws Exception {
        try (ClaimQueue brief = new ClaimQueue();
                ClaimQueue full = new ClaimQueue()) {
            ClaimRounds rounds = new ClaimRounds(brief, full, size);
            String waiting = count(sizes.waiting()) + " waiting";
            table.rate("stored by COPY, without HTTP, to " + waiting, full.submit(sizes.waiting()));
            rows(waiting, rounds.run());
            FinishedTasks.fill(full.database(), sizes.finishedADay());
            long finished = (long) FinishedTasks.DAYS * sizes.finishedADay();
            rows(waiting + ", " + count(finished) + " finished in a month", rounds.run());
            return String.join("\n", full.plan());
        }
    }

    private void rows(String name, ClaimRounds.Result result) {
        side("claimed in hundreds, " + count(size) + " waiting", result.brief(), "", true);
        String share = String.format(Locale.ROOT, " (%.2f × short, in turns with it)", result.share());
        side("claimed in hundreds, " + name + share, result.full(), "≥ " + KEPT + " × short", result.share() >= KEPT);
    }

    private void side(String name, ClaimRounds.Side side, String bound, boolean met) {
        table.rate(name, side.claims(), bound, met);
        table.times("  a claim (autovacuum came " + side.vacuums() + " times)", side.times());
        table.rate("  their success recorded in hundreds", side.outcomes());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
