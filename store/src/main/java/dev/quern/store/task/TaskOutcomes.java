package dev.quern.store.task;

import dev.quern.core.task.TaskState;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Records what became of attempts.
 *
 * <p>Completion, cancelling, a lost runner and a passed age race for a task. Each takes the order key's lock,
 * then the task's row, looks whether the task still stands as it thought, and writes the outcome in the same
 * transaction; the first to have the row wins, and the others find it gone or changed.
 */
public final class TaskOutcomes {
    private final TaskTransactions transactions;
    private final TaskPartitions partitions;
    private final InstantSource clock;

    TaskOutcomes(Db db, TaskPartitions partitions, InstantSource clock) {
        this.transactions = new TaskTransactions(db);
        this.partitions = partitions;
        this.clock = clock;
    }

    /**
     * Records all of them in one transaction; when it returns they are durable.
     *
     * @return for each whether it counts: false when the task was no longer that runner's at that attempt
     */
    public List<Boolean> record(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        partitions.ensureFor(now);
        return transactions.run(c -> record(c, outcomes, now));
    }

    /** Expires waiting tasks that are too old, at most {@code limit}; returns how many. */
    public int expire(Instant now, int limit) {
        return transactions.run(c -> {
            List<UUID> old = Sql.list(
                    c,
                    row -> row.getObject(1, UUID.class),
                    "SELECT id FROM tasks WHERE state IN (0, 1, 3) AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                    now,
                    limit);
            if (old.isEmpty()) {
                return 0;
            }
            Set<OrderKey> keys = OrderKeys.lockOf(c, old);
            List<Change> changes = LockedTask.lock(c, old).values().stream()
                    .filter(task -> waiting(task.state()) && !task.expiresAt().isAfter(now))
                    .map(Change::expired)
                    .toList();
            Changes.apply(c, clock.instant(), changes, keys);
            return changes.size();
        });
    }

    private static boolean waiting(TaskState state) {
        return !state.ended() && state != TaskState.RUNNING;
    }

    private static List<Boolean> record(Connection c, List<Outcome> outcomes, Instant now) throws SQLException {
        List<UUID> ids = outcomes.stream().map(Outcome::task).distinct().toList();
        Set<OrderKey> keys = OrderKeys.lockOf(c, ids);
        Map<UUID, LockedTask> locked = LockedTask.lock(c, ids);
        List<Change> changes = new ArrayList<>();
        List<Boolean> accepted = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            LockedTask task = locked.get(outcome.task());
            boolean counts = task != null
                    && task.heldBy(outcome.runner(), outcome.attempt().number());
            accepted.add(counts);
            if (task != null && counts) {
                changes.add(Change.of(task, outcome, now));
                locked.remove(task.id());
            }
        }
        Changes.apply(c, now, changes, keys);
        return accepted;
    }
}
