package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.Tier;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the hot statements read of 200,000 waiting and 200,000 finished tasks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskPlansTest {
    private static final int ROWS = 200_000;
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private Tasks tasks;

    private final Runner runner = new Runner(UUID.randomUUID(), "node");

    @BeforeAll
    void fill(@TempDir Path data) {
        store = Store.open(StoreSettings.embedded(data));
        tasks = store.tasks();
        tasks.partitions().ensure();
        tasks.db.write(c -> Sql.update(
                c,
                "INSERT INTO finished_tasks (id, submitted_at, expires_at, finished_at, max_age_millis, input_bytes,"
                        + " result_bytes, cpu_micros, wall_micros, peak_memory, bytes_in, bytes_out, version, retries,"
                        + " attempt, state, tier, retention, skip_dead, cancel_requested, result_stored, namespace,"
                        + " function, image_digest, key_id, arguments, attempts)"
                        + " SELECT uuidv7(), now(), now(), now(), 60000, 0, 0, 0, 0, 0, 0, 0, 1, 3, 1, 7, 1, 1, false,"
                        + " false, false, 'big', 'f', 'd', 'k', '{}', '[]' FROM generate_series(1, ?)",
                ROWS));
        waiting("big", ROWS);
        waiting("small", 1);
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void aClaimReadsTheHeadOfItsLaneWhateverWaitsBesideIt() throws Exception {
        for (boolean analyzed : new boolean[] {false, true}) {
            if (analyzed) {
                tasks.db.read(c -> Sql.update(c, "ANALYZE tasks"));
            }
            String plan = plan(
                    TaskClaims.CLAIM,
                    runner.id(),
                    runner.node(),
                    Instant.now(),
                    SqlArray.of("int2", List.of(1, 1), tier -> tier),
                    SqlArray.texts(List.of("small", "big")),
                    SqlArray.texts(List.of("f", "f")),
                    SqlArray.ints(List.of(10, 10), most -> most),
                    10);
            assertThat(plan)
                    .contains("Index Scan using tasks_queued")
                    .contains("Index Scan using tasks_pkey")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan on tasks");
            assertThat(buffers(plan)).isLessThan(600);
        }
    }

    @Test
    void lanesAreProbedNotScanned() throws Exception {
        String plan = plan(TaskClaims.LANES);
        assertThat(plan).contains("using tasks_queued").doesNotContain("Sort").doesNotContain("Seq Scan on tasks");
        assertThat(buffers(plan)).isLessThan(50);
        assertThat(tasks.claims().lanes())
                .containsExactly(new Lane(Tier.STANDARD, "big", "f"), new Lane(Tier.STANDARD, "small", "f"));
    }

    @Test
    void oneTaskIsFoundByItsIdInBothPlaces() {
        UUID live = id("SELECT id FROM tasks WHERE namespace = 'small'");
        UUID finished = id("SELECT id FROM finished_tasks LIMIT 1");
        assertThat(tasks.reads().find(live)).isPresent();
        assertThat(tasks.reads().find(finished)).isPresent();
    }

    private UUID id(String sql) {
        return tasks.db
                .read(c -> Sql.one(c, row -> row.getObject(1, UUID.class), sql))
                .orElseThrow();
    }

    private void waiting(String namespace, int rows) {
        tasks.db.write(c -> Sql.update(
                c,
                "INSERT INTO tasks (id, submitted_at, expires_at, max_age_millis, input_bytes, version, retries, state,"
                        + " tier, retention, held, skip_dead, input_stored, namespace, function, image_digest, key_id,"
                        + " arguments) SELECT uuidv7(), now(), now() + interval '1 day', 60000, 0, 1, 3, 1, 1, 1, false,"
                        + " false, false, ?, 'f', 'd', 'k', '{}' FROM generate_series(1, ?)",
                namespace,
                rows));
    }

    /** Runs the statement as the store does, and takes it back. */
    private String plan(String sql, @Nullable Object... arguments) throws SQLException {
        return tasks.db.read(c -> {
            c.setAutoCommit(false);
            try {
                TaskTransactions.pin(c);
                return String.join(
                        "\n", Sql.list(c, row -> row.getString(1), "EXPLAIN (ANALYZE, BUFFERS) " + sql, arguments));
            } finally {
                c.rollback();
            }
        });
    }

    /** Of the whole statement: the first line that tells. */
    private static int buffers(String plan) {
        Matcher buffers = BUFFERS.matcher(plan);
        assertThat(buffers.find()).isTrue();
        String read = buffers.group(2);
        return Integer.parseInt(buffers.group(1)) + (read == null ? 0 : Integer.parseInt(read));
    }
}
