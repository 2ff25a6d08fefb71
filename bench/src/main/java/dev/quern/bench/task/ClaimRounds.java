package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Samples;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.LaneQuota;
import dev.quern.store.task.Runner;
import dev.quern.store.task.Submission;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Claims in batches and records their success, as a node does, one batch after the other; what stays behind in
 * indexes and pages stays as it does there.
 */
final class ClaimRounds {
    static final int BATCH = 100;

    private static final int ROUNDS = 5;
    /** At a time, as the route for batches does it. */
    private static final int SUBMITTED = 5_000;

    private final Tasks tasks;
    private final Database database;
    private final Runner runner;
    private final int size;

    /**
     * The medians of the rounds.
     *
     * @param claims tasks a second, by the time in claims alone
     * @param outcomes likewise in recording them
     * @param claim the times of all claims
     * @param vacuums how often autovacuum came to the queue meanwhile
     */
    record Result(double claims, double outcomes, Samples claim, long vacuums) {}

    /** {@code size} tasks are claimed in each round. */
    ClaimRounds(Tasks tasks, Database database, int size) {
        this.tasks = tasks;
        this.database = database;
        this.runner = tasks.runners().register("bench", Duration.ofHours(2));
        this.size = size;
    }

    /** Tasks a second. */
    double submit(int count) {
        long start = System.nanoTime();
        for (int left = count; left > 0; left -= SUBMITTED) {
            List<Submission> some = Stream.generate(SomeTasks::next)
                    .limit(Math.min(left, SUBMITTED))
                    .toList();
            tasks.inserts().submit(some);
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    List<String> plan() {
        return tasks.claims().plan(runner, List.of(new LaneQuota(SomeTasks.LANE, BATCH)), BATCH);
    }

    /**
     * One round to warm up and then those that count. Vacuumed and analyzed once before, and a checkpoint before
     * each: all begin alike, and pay for their pages' first change alike. Autovacuum is on throughout.
     *
     * @param each submitted before each round; 0 to claim what is there
     */
    Result run(int each) throws Exception {
        database.execute("VACUUM (ANALYZE) tasks");
        long vacuums = vacuums();
        double[] claims = new double[ROUNDS];
        double[] outcomes = new double[ROUNDS];
        long[] times = new long[ROUNDS * size / BATCH];
        for (int round = -1; round < ROUNDS; round++) {
            submit(each);
            database.execute("CHECKPOINT");
            long claiming = 0;
            long recording = 0;
            for (int i = 0; i < size / BATCH; i++) {
                long start = System.nanoTime();
                List<Claimed> claimed =
                        tasks.claims().claim(runner, List.of(new LaneQuota(SomeTasks.LANE, BATCH)), BATCH);
                long middle = System.nanoTime();
                tasks.outcomes().record(claimed.stream().map(SomeTasks::success).toList());
                recording += System.nanoTime() - middle;
                claiming += middle - start;
                if (claimed.size() != BATCH) {
                    throw new IllegalStateException(claimed.size() + " tasks were claimed, not " + BATCH);
                }
                if (round >= 0) {
                    times[round * (size / BATCH) + i] = middle - start;
                }
            }
            if (round >= 0) {
                claims[round] = size / (claiming / 1e9);
                outcomes[round] = size / (recording / 1e9);
            }
        }
        return new Result(median(claims), median(outcomes), Samples.of(times), vacuums() - vacuums);
    }

    private long vacuums() throws Exception {
        return database.number("SELECT autovacuum_count FROM pg_stat_user_tables WHERE relname = 'tasks'");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
