package dev.quern.store.task;

import dev.quern.core.task.TaskState;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A task whose row this transaction has locked: nobody else decides about it until the commit. */
record LockedTask(
        UUID id,
        TaskState state,
        Optional<UUID> runner,
        int attempt,
        int faults,
        boolean cancelRequested,
        Instant expiresAt,
        String namespace,
        String function,
        int version,
        Optional<String> callbackUrl) {
    private static final String LOCK = "SELECT id, state, runner, attempt, faults, cancel_requested, expires_at,"
            + " namespace, function, version, callback_url FROM tasks WHERE id = ANY (?) ORDER BY id FOR UPDATE";

    /** Locks those that are there, in the order of their ids; their order keys must be locked before. */
    static Map<UUID, LockedTask> lock(Connection c, Collection<UUID> ids) throws SQLException {
        Map<UUID, LockedTask> locked = new LinkedHashMap<>();
        for (LockedTask task : Sql.list(c, LockedTask::read, LOCK, SqlArray.uuids(ids))) {
            locked.put(task.id(), task);
        }
        return locked;
    }

    /** Whether it is still that runner's, at that attempt. */
    boolean heldBy(UUID byRunner, int atAttempt) {
        return state == TaskState.RUNNING
                && attempt == atAttempt
                && runner.filter(byRunner::equals).isPresent();
    }

    private static LockedTask read(ResultSet row) throws SQLException {
        return new LockedTask(
                row.getObject("id", UUID.class),
                TaskState.of(row.getInt("state")),
                Optional.ofNullable(row.getObject("runner", UUID.class)),
                row.getInt("attempt"),
                row.getInt("faults"),
                row.getBoolean("cancel_requested"),
                Sql.instant(row, "expires_at"),
                row.getString("namespace"),
                row.getString("function"),
                row.getInt("version"),
                Sql.text(row, "callback_url"));
    }
}
