package dev.quern.store.task;

import dev.quern.store.sql.Db;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Transactions on the queue, with the shape of their plans pinned. The queue swings between nothing and
 * millions faster than statistics follow, and plans of prepared statements are kept: one made while the
 * table was empty would read all of it later. Every statement here has an index made for it, so all else is
 * taken off the table. (JIT goes with it: servers before 18 price a pinned plan so high that they compile it.)
 */
final class TaskTransactions {
    private static final String PIN = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
            + " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off";

    private final Db db;

    TaskTransactions(Db db) {
        this.db = db;
    }

    <T> T run(Db.Work<T> work) {
        return db.write(c -> {
            pin(c);
            return work.run(c);
        });
    }

    static void pin(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(PIN);
        }
    }
}
