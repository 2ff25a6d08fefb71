package dev.quern.store.object;

import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements that write an object: guard, write, and the removal of the parts of what was there, in one. Who
 * calls them for one key does so one after the other, or the statement may not see what it replaces.
 */
final class ObjectSql {
    /** PostgreSQL's foreign_key_violation: the bucket went away in between. */
    private static final String NO_BUCKET = "23503";

    private static final String INSERT =
            "INSERT INTO objects AS o (bucket, key, size, modified_at, etag, headers, content, file, parts)"
                    + " SELECT ?, ?, ?::bigint, ?::timestamptz, ?, ?::jsonb, ?::bytea, ?::uuid, ?::integer"
                    + " FROM buckets WHERE name = ?";
    static final String SET = " size = excluded.size, modified_at = excluded.modified_at, etag = excluded.etag,"
            + " headers = excluded.headers, content = excluded.content, file = excluded.file,"
            + " parts = excluded.parts";
    private static final String UPDATE =
            "UPDATE objects o SET size = ?::bigint, modified_at = ?::timestamptz, etag = ?, headers = ?::jsonb,"
                    + " content = ?::bytea, file = ?::uuid, parts = ?::integer WHERE bucket = ? AND key = ?";
    private static final String OLD = "WITH old AS (SELECT file, parts FROM objects WHERE bucket = ? AND key = ?), ";
    private static final String REST = " RETURNING 1), gone AS (DELETE FROM object_parts p USING old, done"
            + " WHERE old.parts > 0 AND p.content = old.file RETURNING p.number, p.file)"
            + " SELECT (SELECT count(*) FROM done) AS done, (SELECT file FROM old) AS before,"
            + " (SELECT parts FROM old) AS parts,"
            + " (SELECT array_agg(file ORDER BY number) FROM gone) AS files";

    private ObjectSql() {}

    static Written put(Connection c, ObjectRow row, Guard guard) throws SQLException {
        String json = HeaderJson.write(row.headers());
        boolean update = guard.kind() == Guard.Kind.MATCHES || guard.kind() == Guard.Kind.PRESENT;
        @Nullable
        Object[] values = {row.size(), row.modifiedAt(), row.etag(), json, row.content(), row.file(), row.parts()};
        @Nullable Object[] name = {row.bucket(), row.key()};
        @Nullable Object[] etag = guard.etag().isEmpty() ? new Object[0] : new Object[] {guard.etag()};
        try {
            return update
                    ? one(c, OLD + "done AS (" + UPDATE + match(guard) + REST, join(name, values, name, etag))
                    : one(
                            c,
                            OLD + "done AS (" + INSERT + conflict(guard) + REST,
                            join(name, name, values, new Object[] {row.bucket()}, etag));
        } catch (SQLException e) {
            if (NO_BUCKET.equals(e.getSQLState())) {
                return Written.NOTHING;
            }
            throw e;
        }
    }

    static Written delete(Connection c, String bucket, String key, Guard guard) throws SQLException {
        @Nullable Object[] name = {bucket, key};
        @Nullable Object[] etag = guard.etag().isEmpty() ? new Object[0] : new Object[] {guard.etag()};
        return one(
                c,
                OLD + "done AS (DELETE FROM objects o WHERE bucket = ? AND key = ?" + match(guard) + REST,
                join(name, name, etag));
    }

    private static String conflict(Guard guard) {
        return " ON CONFLICT (bucket, key) DO "
                + switch (guard.kind()) {
                    case ABSENT -> "NOTHING";
                    case DIFFERS -> "UPDATE SET" + SET + " WHERE o.etag <> ?";
                    default -> "UPDATE SET" + SET;
                };
    }

    private static String match(Guard guard) {
        return switch (guard.kind()) {
            case MATCHES -> " AND o.etag = ?";
            case DIFFERS -> " AND o.etag <> ?";
            default -> "";
        };
    }

    private static Written one(Connection c, String sql, @Nullable Object... arguments) throws SQLException {
        return Sql.one(c, ObjectSql::written, sql, arguments).orElse(Written.NOTHING);
    }

    static Written written(ResultSet row) throws SQLException {
        if (row.getInt("done") == 0) {
            return Written.NOTHING;
        }
        Optional<UUID> before = Optional.ofNullable(row.getObject("before", UUID.class));
        if (row.getInt("parts") == 0) {
            return new Written(true, before, before.map(List::of).orElse(List.of()), List.of());
        }
        java.sql.Array files = row.getArray("files");
        return new Written(true, before, files == null ? List.of() : List.of((UUID[]) files.getArray()), List.of());
    }

    private static @Nullable Object[] join(@Nullable Object[]... groups) {
        return java.util.Arrays.stream(groups).flatMap(java.util.Arrays::stream).toArray();
    }
}
