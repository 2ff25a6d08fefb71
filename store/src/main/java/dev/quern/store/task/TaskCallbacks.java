package dev.quern.store.task;

import dev.quern.core.task.Backoff;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Notifications of tasks' ends: claimed, delivered over HTTP by the caller, and what came of it recorded. A
 * claim that is not recorded within its lease is due again, so one may be delivered twice.
 */
public final class TaskCallbacks {
    /** Deliveries that may fail before a notification is dead: with the backoff, about half a day. */
    public static final int MOST_FAILURES = 20;

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofHours(1));

    private final TaskTransactions transactions;

    TaskCallbacks(Db db) {
        this.transactions = new TaskTransactions(db);
    }

    /** Takes notifications that are due, at most {@code limit}. */
    public List<Callback> claim(Instant now, Duration lease, int limit) {
        return transactions.run(c -> Sql.list(
                c,
                row -> new Callback(
                        row.getObject("task", UUID.class),
                        row.getString("url"),
                        row.getInt("claim"),
                        row.getInt("failures")),
                "UPDATE task_callbacks SET claim = claim + 1, next_at = ? WHERE task = ANY (ARRAY("
                        + "SELECT task FROM task_callbacks WHERE state = 0 AND next_at <= ? ORDER BY next_at LIMIT ?"
                        + " FOR UPDATE SKIP LOCKED)) RETURNING task, url, claim, failures",
                now.plus(lease),
                now,
                limit));
    }

    /** It was delivered; false when it was claimed again meanwhile. */
    public boolean delivered(Callback callback, Instant now) {
        return 1
                == transactions.run(c -> Sql.update(
                        c,
                        "UPDATE task_callbacks SET state = 1, next_at = ?, last_error = NULL"
                                + " WHERE task = ? AND claim = ? AND state = 0",
                        now,
                        callback.task(),
                        callback.claim()));
    }

    /** It was not delivered: once more later, or dead; false when it was claimed again meanwhile. */
    public boolean failed(Callback callback, String error, Instant now) {
        int failures = callback.failures() + 1;
        Duration delay = BACKOFF.delay(failures, ThreadLocalRandom.current());
        return 1
                == transactions.run(c -> Sql.update(
                        c,
                        "UPDATE task_callbacks SET state = ?, failures = ?, next_at = ?, last_error = ?"
                                + " WHERE task = ? AND claim = ? AND state = 0",
                        failures >= MOST_FAILURES ? 2 : 0,
                        failures,
                        now.plus(delay),
                        Texts.storable(error),
                        callback.task(),
                        callback.claim()));
    }

    /** Forgets notifications that came to their end before this time, at most {@code limit}; returns how many. */
    public int sweep(Instant before, int limit) {
        return transactions.run(c -> Sql.update(
                c,
                "DELETE FROM task_callbacks WHERE task = ANY (ARRAY(SELECT task FROM task_callbacks"
                        + " WHERE state <> 0 AND next_at < ? ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED))",
                before,
                limit));
    }
}
