package dev.quern.store.task;

import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Notifications to be sent, added with the outcome they tell of. */
final class CallbackRows {
    private CallbackRows() {}

    /** One for each of these ended tasks that wants one; a task retried by hand ends, and tells of it, again. */
    static void add(Connection c, Instant now, List<Change> ended) throws SQLException {
        List<LockedTask> tasks = ended.stream()
                .map(Change::task)
                .filter(task -> task.callbackUrl().isPresent())
                .toList();
        if (!tasks.isEmpty()) {
            Sql.update(
                    c,
                    "INSERT INTO task_callbacks (task, url, state, claim, failures, next_at)"
                            + " SELECT task, url, 0, 0, 0, ? FROM unnest(?::uuid[], ?::text[]) AS n (task, url)"
                            + " ORDER BY task ON CONFLICT (task) DO UPDATE SET state = 0, failures = 0,"
                            + " next_at = excluded.next_at, last_error = NULL",
                    now,
                    SqlArray.of("uuid", tasks, LockedTask::id),
                    SqlArray.of("text", tasks, task -> task.callbackUrl().orElseThrow()));
        }
    }
}
