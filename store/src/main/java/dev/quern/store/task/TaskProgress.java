package dev.quern.store.task;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.util.List;

/** What running functions say of themselves. */
public final class TaskProgress {
    private final TaskTransactions transactions;

    TaskProgress(Db db) {
        this.transactions = new TaskTransactions(db);
    }

    /**
     * Keeps the progress of tasks still at that attempt; a task somebody else is deciding about is passed over.
     *
     * @param updates at most one for each task
     * @return how many were kept
     */
    public int update(List<ProgressUpdate> updates) {
        return updates.isEmpty()
                ? 0
                : transactions.run(c -> Sql.update(
                        c,
                        "WITH said AS MATERIALIZED (SELECT * FROM unnest(?::uuid[], ?::int[], ?::smallint[], ?::text[])"
                                + " AS s (id, attempt, percent, message)), at AS MATERIALIZED (SELECT t.id FROM said"
                                + " JOIN tasks t ON t.id = said.id WHERE t.attempt = said.attempt AND t.state = 2"
                                + " FOR UPDATE OF t SKIP LOCKED)"
                                + " UPDATE tasks SET progress_percent = said.percent, progress_message = said.message"
                                + " FROM at JOIN said ON said.id = at.id WHERE tasks.id = at.id",
                        SqlArray.of("uuid", updates, ProgressUpdate::task),
                        SqlArray.ints(updates, ProgressUpdate::attempt),
                        SqlArray.of("int2", updates, update -> update.progress().percent()),
                        SqlArray.of(
                                "text",
                                updates,
                                update -> Texts.storable(update.progress().message()))));
    }
}
