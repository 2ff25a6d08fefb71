package dev.quern.store.task;

import dev.quern.core.task.Retention;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What people do with tasks that ended without success. */
public final class TaskRetries {
    private static final int BATCH = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private final TaskTransactions transactions;
    private final Db db;
    private final InstantSource clock;

    TaskRetries(Db db, InstantSource clock) {
        this.db = db;
        this.transactions = new TaskTransactions(db);
        this.clock = clock;
    }

    /**
     * Queues a failed, dead or expired task again. It keeps its id and its attempts; its retries and its age
     * are counted anew. False when there is no such task, or it did not end like that.
     */
    public boolean retry(UUID id) {
        return retry(List.of(id)) == 1;
    }

    /** Queues all that the filter lets through; returns how many. */
    public int retryAll(EndedFilter filter) {
        return each(filter, this::retry);
    }

    /** Forgets a failed, dead or expired task; false as for {@link #retry(UUID)}. */
    public boolean purge(UUID id) {
        return purge(List.of(id)) == 1;
    }

    /** Forgets all that the filter lets through; returns how many. */
    public int purgeAll(EndedFilter filter) {
        return each(filter, this::purge);
    }

    /** Forgets failed, dead and expired tasks whose retention is over, at most {@code limit}; returns how many. */
    public int sweep(Instant now, int limit) {
        String kept = Arrays.stream(Retention.values())
                .map(retention -> " WHEN " + retention.code() + " THEN "
                        + retention.kept().toDays())
                .collect(Collectors.joining());
        List<UUID> old = db.read(c -> Sql.list(
                c,
                row -> row.getObject(1, UUID.class),
                "SELECT id FROM tasks WHERE state IN (4, 5, 6) AND finished_at < ?::timestamptz" + " - CASE retention"
                        + kept + " END * interval '1 day' ORDER BY id LIMIT ?",
                now,
                limit));
        return old.isEmpty() ? 0 : purge(old);
    }

    @FunctionalInterface
    private interface Batch {
        int run(List<UUID> ids);
    }

    private int each(EndedFilter filter, Batch work) {
        int all = 0;
        UUID after = FIRST;
        while (true) {
            UUID from = after;
            List<UUID> ids = db.read(c -> EndedTasks.next(c, filter, from, BATCH));
            if (ids.isEmpty()) {
                return all;
            }
            all += work.run(ids);
            after = ids.getLast();
        }
    }

    private int retry(List<UUID> ids) {
        Instant now = clock.instant();
        return transactions.run(c -> {
            Set<OrderKey> keys = OrderKeys.lockOf(c, ids);
            // One that was skipped has to wait again: another of its key may be under way by now.
            int retried = Sql.update(
                    c,
                    "UPDATE tasks SET state = 1, failures = 0, faults = 0, due_at = NULL, finished_at = NULL,"
                            + " cancel_requested = false, held = held OR (order_key IS NOT NULL AND skip_dead),"
                            + " expires_at = ?::timestamptz + max_age_millis * interval '1 millisecond'"
                            + " WHERE id = ANY (?)",
                    now,
                    SqlArray.uuids(ended(c, ids)));
            OrderKeys.free(c, keys);
            return retried;
        });
    }

    private int purge(List<UUID> ids) {
        return transactions.run(c -> {
            Set<OrderKey> keys = OrderKeys.lockOf(c, ids);
            SqlArray ended = SqlArray.uuids(ended(c, ids));
            int purged = Sql.update(c, "DELETE FROM tasks WHERE id = ANY (?)", ended);
            Sql.update(c, "DELETE FROM task_callbacks WHERE task = ANY (?)", ended);
            OrderKeys.free(c, keys);
            return purged;
        });
    }

    /** Locks those that are still ended without success. */
    private static List<UUID> ended(Connection c, List<UUID> ids) throws SQLException {
        return LockedTask.lock(c, ids).values().stream()
                .filter(task -> task.state().retriable())
                .map(LockedTask::id)
                .toList();
    }
}
