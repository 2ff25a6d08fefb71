package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.Standing;
import dev.quern.core.task.Tier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Gives queued tasks to runners, and brings those that wait for a time into the queue. */
public final class TaskClaims {
    /** One probe of the claim index for each lane, whatever waits in it. */
    static final String LANES = "WITH RECURSIVE lane AS ("
            + "(SELECT tier, namespace, function FROM tasks WHERE state = 1 AND NOT held"
            + " ORDER BY tier, namespace, function LIMIT 1)"
            + " UNION ALL SELECT next.tier, next.namespace, next.function FROM lane, LATERAL ("
            + "SELECT tier, namespace, function FROM tasks WHERE state = 1 AND NOT held"
            + " AND (tier, namespace, function) > (lane.tier, lane.namespace, lane.function)"
            + " ORDER BY tier, namespace, function LIMIT 1) next)"
            + " SELECT tier, namespace, function FROM lane";

    /** The heads of the lanes, in the lanes' order; a row somebody else is at is passed over. */
    static final String CLAIM = "UPDATE tasks AS t SET state = 2, runner = ?, node = ?, attempt = t.attempt + 1,"
            + " started_at = ?, progress_percent = NULL, progress_message = NULL"
            + " WHERE t.id = ANY (ARRAY(SELECT head.id"
            + " FROM unnest(?::smallint[], ?::text[], ?::text[], ?::int[]) AS lane (tier, namespace, function, most), LATERAL ("
            + "SELECT id FROM tasks WHERE state = 1 AND NOT held AND tasks.tier = lane.tier"
            + " AND tasks.namespace = lane.namespace AND tasks.function = lane.function ORDER BY seq LIMIT lane.most FOR UPDATE SKIP LOCKED) head LIMIT ?))"
            + " RETURNING t.seq, t.id, t.attempt, t.namespace, t.function, t.version, t.image_digest, t.config,"
            + " t.key_id, t.tier, t.failures, t.faults, t.retries, t.expires_at, t.arguments, t.input, t.input_bytes,"
            + " t.input_stored, t.content_type, t.order_key, t.submitted_at";

    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, SUMMARY) ";

    private record Placed(long seq, Claimed task) {}

    private final TaskTransactions transactions;
    private final InstantSource clock;

    TaskClaims(Db db, InstantSource clock) {
        this.transactions = new TaskTransactions(db);
        this.clock = clock;
    }

    /** The lanes with something to claim. */
    public List<Lane> lanes() {
        return transactions.run(c ->
                Sql.list(c, row -> new Lane(Tier.of(row.getInt(1)), row.getString(2), row.getString(3)), LANES));
    }

    /**
     * Gives the runner tasks from the heads of the lanes, which are then running, at most {@code limit}.
     *
     * @param quotas the lanes in the order they are asked; each lane once
     * @return by lane in that order, then in the order of the queue
     * @throws QuernException conflict when the runner was removed
     */
    public List<Claimed> claim(Runner runner, List<LaneQuota> quotas, int limit) {
        Instant now = clock.instant();
        List<Placed> claimed = transactions.run(c -> {
            // Against its removal: that waits for this transaction, and then sees what it claimed.
            if (!Sql.exists(c, "SELECT 1 FROM task_runners WHERE id = ? FOR KEY SHARE", runner.id())) {
                throw new QuernException(ErrorCode.CONFLICT, "The runner " + runner.id() + " was removed");
            }
            return new ArrayList<>(rows(c, row -> placed(row, runner, now), CLAIM, runner, quotas, limit, now));
        });
        Map<Lane, Integer> places = new HashMap<>();
        quotas.forEach(quota -> places.put(quota.lane(), places.size()));
        claimed.sort(
                Comparator.comparing((Placed p) -> places.getOrDefault(p.task().lane(), 0))
                        .thenComparingLong(Placed::seq));
        return claimed.stream().map(Placed::task).toList();
    }

    /** The tasks that are this runner's, with the attempt each is at. */
    public Map<UUID, Integer> held(Runner runner) {
        Map<UUID, Integer> held = new HashMap<>();
        transactions
                .run(c -> Sql.list(
                        c,
                        row -> Map.entry(row.getObject(1, UUID.class), row.getInt(2)),
                        "SELECT id, attempt FROM tasks WHERE runner = ? AND state = 2",
                        runner.id()))
                .forEach(task -> held.put(task.getKey(), task.getValue()));
        return held;
    }

    /**
     * Puts tasks back that the runner has not begun, as if they had never been claimed. Not those that are to be
     * cancelled: they need an outcome.
     *
     * @return those that were put back
     */
    public Set<UUID> release(Runner runner, Map<UUID, Integer> attempts) {
        // One order for everybody who locks several.
        List<Map.Entry<UUID, Integer>> sorted =
                attempts.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        return transactions.run(c -> Set.copyOf(Sql.list(
                c,
                row -> row.getObject(1, UUID.class),
                "UPDATE tasks AS t SET state = 1, runner = NULL, node = NULL, started_at = NULL, attempt = t.attempt - 1"
                        + " FROM unnest(?::uuid[], ?::int[]) AS r (id, attempt) WHERE t.id = r.id"
                        + " AND t.attempt = r.attempt AND t.runner = ? AND t.state = 2 AND NOT t.cancel_requested"
                        + " RETURNING t.id",
                SqlArray.uuids(sorted.stream().map(Map.Entry::getKey).toList()),
                SqlArray.ints(sorted, Map.Entry::getValue),
                runner.id())));
    }

    /** Queues scheduled and retrying tasks that are due, at most {@code limit}; returns how many. */
    public int ripen(Instant now, int limit) {
        return transactions.run(c -> Sql.update(
                c,
                "UPDATE tasks SET state = 1 WHERE id = ANY (ARRAY(SELECT id FROM tasks WHERE state IN (0, 3)"
                        + " AND due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED))",
                now,
                limit));
    }

    /** When the next scheduled or retrying task is due. */
    public Optional<Instant> nextDue() {
        return transactions.run(c -> Sql.one(
                c,
                row -> Sql.instant(row, "due_at"),
                "SELECT due_at FROM tasks WHERE state IN (0, 3) AND due_at IS NOT NULL ORDER BY due_at LIMIT 1"));
    }

    /** How the database claims now: the statement's plan with what it took, one line each. It is run and taken back. */
    public List<String> plan(Runner runner, List<LaneQuota> quotas, int limit) {
        return transactions.run(c -> {
            Savepoint before = c.setSavepoint();
            List<String> plan =
                    rows(c, row -> row.getString(1), EXPLAIN + CLAIM, runner, quotas, limit, clock.instant());
            c.rollback(before);
            return plan;
        });
    }

    private static <T> List<T> rows(
            Connection c, Sql.Row<T> row, String sql, Runner runner, List<LaneQuota> quotas, int limit, Instant now)
            throws SQLException {
        return Sql.list(
                c,
                row,
                sql,
                runner.id(),
                runner.node(),
                now,
                SqlArray.of("int2", quotas, quota -> quota.lane().tier().code()),
                SqlArray.of("text", quotas, quota -> quota.lane().namespace()),
                SqlArray.of("text", quotas, quota -> quota.lane().function()),
                SqlArray.ints(quotas, LaneQuota::most),
                limit);
    }

    private static Placed placed(ResultSet row, Runner runner, Instant now) throws SQLException {
        String namespace = row.getString("namespace");
        byte[] input = row.getBytes("input");
        TaskBody body = row.getBoolean("input_stored")
                ? TaskBody.stored(row.getLong("input_bytes"))
                : input == null ? TaskBody.EMPTY : TaskBody.inline(input);
        Claimed task = new Claimed(
                row.getObject("id", UUID.class),
                row.getInt("attempt"),
                runner,
                namespace,
                TaskRows.function(row, namespace),
                row.getInt("version"),
                row.getString("image_digest"),
                TaskRows.config(row),
                row.getString("key_id"),
                Tier.of(row.getInt("tier")),
                new Standing(
                        row.getInt("failures"),
                        row.getInt("faults"),
                        row.getInt("retries"),
                        Sql.instant(row, "expires_at")),
                TaskRows.arguments(row),
                body,
                Sql.text(row, "content_type"),
                Sql.text(row, "order_key"),
                Sql.instant(row, "submitted_at"),
                now);
        return new Placed(row.getLong("seq"), task);
    }
}
