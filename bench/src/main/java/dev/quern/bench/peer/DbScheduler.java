package dev.quern.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.quern.bench.run.Database;
import dev.quern.bench.run.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** db-scheduler (Java), with the polling strategy and the thread count its own page on performance recommends. */
public final class DbScheduler {
    private static final int THREADS = 20;

    /** As its README gives it for PostgreSQL. */
    private static final String SCHEMA = """
            DROP TABLE IF EXISTS scheduled_tasks;
            CREATE TABLE scheduled_tasks (
                task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                execution_time timestamptz, picked boolean NOT NULL, picked_by text,
                last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                last_heartbeat timestamptz, version bigint NOT NULL, priority smallint, state text,
                PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            """;

    private DbScheduler() {}

    public static void measure(Table table, Database database, int jobs) throws Exception {
        database.executeInOurs(SCHEMA);
        try (HikariDataSource pool = database.pool(database.connections(THREADS))) {
            once(pool, jobs / 10);
            table.rate("db-scheduler, jobs that do nothing, end to end (peer)", jobs / (once(pool, jobs) / 1e9));
        }
        database.executeInOurs("DROP TABLE scheduled_tasks");
    }

    /** From the first job's submission to the last one's end. */
    private static long once(HikariDataSource pool, int jobs) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(jobs);
        OneTimeTask<Void> nothing = Tasks.oneTime("nothing").execute((instance, context) -> left.countDown());
        Scheduler scheduler = Scheduler.create(pool, nothing)
                .threads(THREADS)
                .pollingInterval(Duration.ofMillis(100))
                .pollUsingLockAndFetch(1.0, 4.0)
                .build();
        scheduler.start();
        long start = System.nanoTime();
        Stream<TaskInstance<?>> instances = IntStream.range(0, jobs).mapToObj(i -> nothing.instance("job " + i));
        scheduler.scheduleBatch(instances, Instant.now());
        scheduler.triggerCheckForDueExecutions();
        boolean done = left.await(5, TimeUnit.MINUTES);
        long took = System.nanoTime() - start;
        scheduler.stop();
        if (!done) {
            throw new IllegalStateException("db-scheduler left " + left.getCount() + " of " + jobs + " jobs");
        }
        return took;
    }
}
