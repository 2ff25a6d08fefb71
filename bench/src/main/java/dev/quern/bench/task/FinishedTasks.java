package dev.quern.bench.task;

import dev.quern.bench.run.Database;
import dev.quern.core.task.Retention;
import dev.quern.store.task.TaskPartitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A month of tasks that succeeded, put beside the queue by SQL. */
final class FinishedTasks {
    static final int DAYS = 30;

    private static final String FILL = """
            INSERT INTO finished_tasks (id, submitted_at, expires_at, started_at, finished_at, max_age_millis,
                input_bytes, result_bytes, cpu_micros, wall_micros, peak_memory, bytes_in, bytes_out, version,
                retries, attempt, exit_code, state, tier, retention, skip_dead, cancel_requested, result_stored,
                namespace, function, image_digest, key_id, arguments, attempts, result)
            SELECT uuidv7(at - now()), at, at + interval '6 hours', at, at, 21600000, 12, 12, 700, 1200, 1048576,
                12, 12, 1, 3, 1, 0, 7, 1, 2, false, false, false, 'bench', 'cat', 'sha256:' || repeat('0', 64),
                'bench', '{}', jsonb_build_array(jsonb_build_object('number', 1, 'node', 'bench', 'startedAt', at,
                'endedAt', at, 'exitCode', 0, 'platform', false)), '\\x7b226e616d65223a2261227d'
            FROM (SELECT timestamptz '%s 00:00:00+00' + n * interval '1 day' / %d AS at
                FROM generate_series(0, %d) n)
            """;

    private FinishedTasks() {}

    /** The days before today, of the class that is kept longest; vacuumed and analyzed, as autovacuum leaves them. */
    static void fill(Database database, int eachDay) throws SQLException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (Connection c = database.connect()) {
            c.setAutoCommit(false);
            for (int ago = 1; ago <= DAYS; ago++) {
                LocalDate day = today.minusDays(ago);
                // Together with its table a day needs no log before its rows.
                TaskPartitions.create(c, new TaskPartitions.Day(Retention.LONG, day));
                try (Statement statement = c.createStatement()) {
                    statement.execute(FILL.formatted(day, eachDay, eachDay - 1));
                }
                c.commit();
            }
        }
        database.execute("VACUUM (ANALYZE) finished_tasks");
    }
}
