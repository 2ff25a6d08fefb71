package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.bench.run.Shell;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.LaneQuota;
import dev.quern.store.task.Runner;
import dev.quern.store.task.Submission;
import dev.quern.store.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A store of its own with a queue in it, which is submitted to and claimed from without a server around it. */
final class ClaimQueue implements AutoCloseable {
    static final int BATCH = 100;

    private static final List<LaneQuota> QUOTAS = List.of(new LaneQuota(SomeTasks.LANE, BATCH));
    /** At a time, as the route for batches does it. */
    private static final int SUBMITTED = 5_000;

    private final Path data;
    private final Store store;
    private final Tasks tasks;
    private final Database database;
    private final Runner runner;

    /** The times of claims, and the whole time of recording what became of the tasks. */
    record Round(long[] claims, long recording) {}

    ClaimQueue() throws IOException, SQLException {
        data = Files.createTempDirectory("quern-bench-store-");
        store = Store.open(StoreSettings.embedded(data));
        database = Database.of(data);
        tasks = store.tasks();
        tasks.partitions().ensure();
        runner = tasks.runners().register("bench", Duration.ofHours(2));
    }

    Database database() {
        return database;
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

    /**
     * Claims in batches and records their success, as a node does, one batch after the other; what stays behind
     * in indexes and pages stays as it does there.
     */
    Round claim(int count) {
        long[] claims = new long[count / BATCH];
        long recording = 0;
        for (int i = 0; i < claims.length; i++) {
            long start = System.nanoTime();
            List<Claimed> claimed = tasks.claims().claim(runner, QUOTAS, BATCH);
            long middle = System.nanoTime();
            tasks.outcomes().record(claimed.stream().map(SomeTasks::success).toList());
            recording += System.nanoTime() - middle;
            claims[i] = middle - start;
            if (claimed.size() != BATCH) {
                throw new IllegalStateException(claimed.size() + " tasks were claimed, not " + BATCH);
            }
        }
        return new Round(claims, recording);
    }

    List<String> plan() {
        return tasks.claims().plan(runner, QUOTAS, BATCH);
    }

    /** How often autovacuum has come to the queue. */
    long vacuums() throws SQLException {
        return database.number("SELECT autovacuum_count FROM pg_stat_user_tables WHERE relname = 'tasks'");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        store.close();
        Shell.run(List.of("rm", "-rf", data.toString()));
    }
}
