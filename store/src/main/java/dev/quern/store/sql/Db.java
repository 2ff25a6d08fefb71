package dev.quern.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Borrows connections, frames transactions, and turns SQL errors into the platform's own. */
public final class Db {
    /** Deadlocks and serialization failures are tried again this often in all, each after a pause drawn at random. */
    private static final int ATTEMPTS = 4;

    private static final long FIRST_PAUSE_NANOS = 5_000_000;

    private final DataSource source;

    public Db(DataSource source) {
        this.source = source;
    }

    /** What is done with a connection; may run more than once. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs single statements, each a transaction of its own. */
    public <T> T read(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** Runs {@code work} as one transaction; anything thrown rolls it back. */
    public <T> T write(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = source.getConnection()) {
                return transaction(connection, work);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !SqlErrors.worthRetrying(e)) {
                    throw SqlErrors.translate(e);
                }
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(FIRST_PAUSE_NANOS << attempt));
        }
    }

    private static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.run(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack(connection);
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken, which the error already on its way says; the server rolled back.
            org.slf4j.LoggerFactory.getLogger(Db.class).debug("No rollback on a broken connection", e);
        }
    }
}
