package dev.quern.store.task;

import dev.quern.core.task.TaskState;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Cancels tasks: at once, or through the runner that has them. */
public final class TaskCancels {
    private final TaskTransactions transactions;
    private final TaskPartitions partitions;
    private final InstantSource clock;

    TaskCancels(Db db, TaskPartitions partitions, InstantSource clock) {
        this.transactions = new TaskTransactions(db);
        this.partitions = partitions;
        this.clock = clock;
    }

    /** Cancels one task that has not ended. */
    public CancelResult cancel(UUID id) {
        Instant now = clock.instant();
        partitions.ensureFor(now);
        return transactions.run(c -> {
            Set<OrderKey> keys = OrderKeys.lockOf(c, List.of(id));
            LockedTask task = LockedTask.lock(c, List.of(id)).get(id);
            if (task == null) {
                return finished(c, id);
            }
            if (task.state().ended()) {
                return new CancelResult.Ended(task.state());
            }
            if (task.state() == TaskState.RUNNING) {
                Sql.update(c, "UPDATE tasks SET cancel_requested = true WHERE id = ?", id);
                return new CancelResult.Requested(task.runner().orElseThrow(), task.attempt());
            }
            Changes.apply(c, now, List.of(Change.cancelled(task)), keys);
            return new CancelResult.Cancelled();
        });
    }

    /** Which of a runner's tasks are to be cancelled, with the attempt each is at. */
    public Map<UUID, Integer> requested(Runner runner) {
        return transactions.run(c -> Sql.list(
                        c,
                        row -> Map.entry(row.getObject(1, UUID.class), row.getInt(2)),
                        "SELECT id, attempt FROM tasks WHERE runner = ? AND state = 2 AND cancel_requested",
                        runner.id())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static CancelResult finished(Connection c, UUID id) throws SQLException {
        Optional<TaskState> state =
                Sql.one(c, row -> TaskState.of(row.getInt(1)), "SELECT state FROM finished_tasks WHERE id = ?", id);
        return state.isPresent() ? new CancelResult.Ended(state.get()) : new CancelResult.Unknown();
    }
}
