package dev.quern.store.sql;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** SQLSTATE to error code (PostgreSQL manual, appendix A). */
public final class SqlErrors {
    private SqlErrors() {}

    static boolean worthRetrying(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("40001") || state.equals("40P01");
    }

    public static QuernException translate(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300")) {
            return new QuernException(
                    ErrorCode.UNAVAILABLE, "The store is not reachable just now", "Try again in a moment.", e);
        }
        if (worthRetrying(e)) {
            return new QuernException(
                    ErrorCode.UNAVAILABLE, "The store has too much to do at once", "Try again in a moment.", e);
        }
        if (state.equals("57014") || state.equals("55P03")) {
            return new QuernException(
                    ErrorCode.UNAVAILABLE, "The store took too long to answer", "Try again, or ask for less.", e);
        }
        if (state.equals("53100")) {
            return new QuernException(
                    ErrorCode.DISK_FULL, "The store's disk is full", "Make room on the data directory's disk.", e);
        }
        return new QuernException(
                ErrorCode.INTERNAL, "The store refused a statement (SQLSTATE " + state + ")", null, e);
    }
}
