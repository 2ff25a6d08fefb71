package dev.quern.store.task;

import dev.quern.core.task.Attempt;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import dev.quern.store.usage.UsageEntry;
import dev.quern.store.usage.UsageMinutes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of locked tasks with all that goes with them, in one transaction: the row, or its move to the
 * finished ones; the notification; the next of the order key; what was used.
 */
final class Changes {
    private static final String COPIED =
            "id, submitted_at, expires_at, due_at, started_at, max_age_millis, input_bytes,"
                    + " version, retries, attempt, tier, retention, progress_percent, skip_dead, cancel_requested, namespace,"
                    + " function, image_digest, key_id, arguments, config, order_key, idempotency_key, callback_url,"
                    + " progress_message";
    private static final String CHANGE = "unnest(?::uuid[], ?::smallint[], ?::text[], ?::int[], ?::text[], ?::text[],"
            + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]";
    private static final String CHANGE_COLUMNS =
            "(o_id, o_state, o_attempt, o_exit_code, o_error, o_message," + " o_cpu, o_wall, o_peak, o_in, o_out";

    static final String UPDATE = "UPDATE tasks AS t SET state = o_state, runner = NULL, node = NULL,"
            + " exit_code = o_exit_code, error = o_error, message = o_message,"
            + " attempts = CASE WHEN o_attempt IS NULL THEN t.attempts ELSE t.attempts || o_attempt::jsonb END,"
            + " cpu_micros = t.cpu_micros + o_cpu, wall_micros = t.wall_micros + o_wall,"
            + " peak_memory = greatest(t.peak_memory, o_peak), bytes_in = t.bytes_in + o_in,"
            + " bytes_out = t.bytes_out + o_out, due_at = coalesce(o_due_at, t.due_at), finished_at = o_finished_at,"
            + " failures = t.failures + o_failures, faults = t.faults + o_faults FROM " + CHANGE
            + ", ?::timestamptz[], ?::timestamptz[], ?::int[], ?::int[]) AS o " + CHANGE_COLUMNS
            + ", o_due_at, o_finished_at, o_failures, o_faults) WHERE t.id = o_id";

    static final String MOVE = "WITH gone AS (DELETE FROM tasks AS t USING " + CHANGE
            + ", ?::bytea[], ?::bigint[], ?::boolean[]) AS o " + CHANGE_COLUMNS
            + ", o_result, o_result_bytes, o_result_stored) WHERE t.id = o_id RETURNING t.*, o.*)"
            + " INSERT INTO finished_tasks (" + COPIED + ", finished_at, state, exit_code, error, message, attempts,"
            + " cpu_micros, wall_micros, peak_memory, bytes_in, bytes_out, result, result_bytes, result_stored)"
            + " SELECT " + COPIED + ", ?::timestamptz, o_state, o_exit_code, o_error, o_message,"
            + " CASE WHEN o_attempt IS NULL THEN attempts ELSE attempts || o_attempt::jsonb END,"
            + " cpu_micros + o_cpu, wall_micros + o_wall, greatest(peak_memory, o_peak), bytes_in + o_in,"
            + " bytes_out + o_out, o_result, o_result_bytes, o_result_stored FROM gone";

    private Changes() {}

    /**
     * Writes them.
     *
     * @param keys the order keys of these tasks, locked before the tasks were
     * @param now the time they end under, whose day's partitions are there
     */
    static void apply(Connection c, Instant now, Collection<Change> changes, Collection<OrderKey> keys)
            throws SQLException {
        List<Change> moved = new ArrayList<>();
        List<Change> kept = new ArrayList<>();
        for (Change change : changes) {
            (change.to().ended() && !change.to().retriable() ? moved : kept).add(change);
        }
        if (!moved.isEmpty()) {
            move(c, now, moved);
        }
        if (!kept.isEmpty()) {
            update(c, now, kept);
        }
        CallbackRows.add(
                c, now, changes.stream().filter(change -> change.to().ended()).toList());
        OrderKeys.free(c, keys);
        UsageMinutes.add(
                c,
                now,
                changes.stream().filter(Changes::executed).map(Changes::usage).toList());
    }

    private static void move(Connection c, Instant now, List<Change> changes) throws SQLException {
        List<@Nullable Object> arguments = common(changes);
        arguments.add(SqlArray.of(
                "bytea",
                changes,
                change -> change.result().size() == 0
                        ? null
                        : change.result().bytes().orElse(null)));
        arguments.add(SqlArray.longs(changes, change -> change.result().size()));
        arguments.add(SqlArray.of("bool", changes, change -> change.result().isStored()));
        arguments.add(now);
        Sql.update(c, MOVE, arguments.toArray());
    }

    private static void update(Connection c, Instant now, List<Change> changes) throws SQLException {
        List<@Nullable Object> arguments = common(changes);
        arguments.add(
                SqlArray.of("timestamptz", changes, change -> change.dueAt().orElse(null)));
        arguments.add(SqlArray.of("timestamptz", changes, change -> change.to().ended() ? now : null));
        arguments.add(SqlArray.ints(changes, Change::failures));
        arguments.add(SqlArray.ints(changes, Change::faults));
        Sql.update(c, UPDATE, arguments.toArray());
    }

    private static List<@Nullable Object> common(List<Change> changes) {
        return new ArrayList<>(List.of(
                SqlArray.of("uuid", changes, change -> change.task().id()),
                SqlArray.of("int2", changes, change -> change.to().code()),
                SqlArray.of(
                        "text",
                        changes,
                        change -> change.attempt().map(TaskRows::json).orElse(null)),
                SqlArray.of("int4", changes, Changes::exitCode),
                SqlArray.of("text", changes, change -> change.error().orElse(null)),
                SqlArray.of("text", changes, change -> change.message().orElse(null)),
                SqlArray.longs(changes, change -> change.usage().cpuMicros()),
                SqlArray.longs(changes, change -> change.usage().wallMicros()),
                SqlArray.longs(changes, change -> change.usage().peakMemoryBytes()),
                SqlArray.longs(changes, change -> change.usage().bytesIn()),
                SqlArray.longs(changes, change -> change.usage().bytesOut())));
    }

    private static @Nullable Object exitCode(Change change) {
        OptionalInt code = change.attempt().map(Attempt::exitCode).orElse(OptionalInt.empty());
        return code.isPresent() ? (Object) code.getAsInt() : null;
    }

    /** An attempt that the platform ended counts as an execution only if it used something. */
    private static boolean executed(Change change) {
        return change.attempt().isPresent()
                && (!change.attempt().get().platform() || !change.usage().equals(Usage.NONE));
    }

    private static UsageEntry usage(Change change) {
        LockedTask task = change.task();
        return new UsageEntry(task.namespace(), task.function(), task.version(), change.usage());
    }
}
