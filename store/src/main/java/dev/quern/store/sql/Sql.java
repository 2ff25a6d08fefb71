package dev.quern.store.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One statement each, with positional arguments; an empty Optional is bound as NULL. */
public final class Sql {
    private Sql() {}

    /** Makes one object of the row the cursor stands on. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    public static <T> List<T> list(Connection c, Row<T> row, String sql, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(c, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.read(rows));
            }
            return found;
        }
    }

    public static <T> Optional<T> one(Connection c, Row<T> row, String sql, @Nullable Object... arguments)
            throws SQLException {
        return list(c, row, sql, arguments).stream().findFirst();
    }

    public static boolean exists(Connection c, String sql, @Nullable Object... arguments) throws SQLException {
        return one(c, row -> true, sql, arguments).isPresent();
    }

    /** Returns the number of rows changed. */
    public static int update(Connection c, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(c, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, java.time.OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> maybeInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, java.time.OffsetDateTime.class))
                .map(java.time.OffsetDateTime::toInstant);
    }

    public static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static Optional<Integer> integer(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class));
    }

    /** The present, in the microseconds the database keeps. */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    public static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bindOne(statement, i + 1, arguments[i]);
        }
    }

    private static PreparedStatement prepare(Connection c, String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = c.prepareStatement(sql);
        bind(statement, arguments);
        return statement;
    }

    private static void bindOne(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Optional<?> maybe -> bindOne(statement, index, maybe.orElse(null));
            case Instant instant ->
                statement.setObject(
                        index, instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            case String[] texts -> {
                Array array = statement.getConnection().createArrayOf("text", texts);
                statement.setArray(index, array);
            }
            case SqlArray column ->
                statement.setArray(index, statement.getConnection().createArrayOf(column.type(), column.values()));
            default -> statement.setObject(index, value);
        }
    }
}
