package dev.quern.store.object;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The objects' rows. */
public final class ObjectRows {
    private static final String LISTED = "SELECT bucket, key, size, modified_at, etag, headers, file, parts";

    private final Db db;

    public ObjectRows(Db db) {
        this.db = db;
    }

    public Optional<ObjectRow> find(String bucket, String key) {
        return db.read(c -> Sql.one(
                c, ObjectRows::whole, LISTED + ", content FROM objects WHERE bucket = ? AND key = ?", bucket, key));
    }

    /** In the order of the keys' UTF-8 bytes, without their contents. */
    public List<ObjectRow> list(String bucket, KeyRange range, int limit) {
        String compare = range.inclusive() ? ">=" : ">";
        return db.read(c -> Sql.list(
                c,
                ObjectRows::listed,
                LISTED + " FROM objects WHERE bucket = ? AND key " + compare + " ?"
                        + (range.before().isPresent() ? " AND key < ?" : " AND ?::text IS NULL")
                        + " ORDER BY key LIMIT ?",
                bucket,
                range.from(),
                range.before(),
                limit));
    }

    /** Writes the row if the guard allows it; calls for one key come one after the other. */
    public Written put(ObjectRow row, Guard guard) {
        return db.read(c -> ObjectSql.put(c, row, guard));
    }

    /**
     * Writes rows of different objects in one transaction, each if its guard allows it; one answer for each, in their
     * order. Calls for one key come one after the other.
     */
    public List<Written> putAll(List<ObjectPut> puts) {
        if (puts.size() == 1) {
            return List.of(put(puts.getFirst().row(), puts.getFirst().guard()));
        }
        // One statement is a transaction by itself, and is spared two of three round trips.
        boolean one = puts.stream().allMatch(ObjectBatch::isUnconditional);
        return one ? db.read(c -> ObjectBatch.put(c, puts)) : db.write(c -> ObjectBatch.put(c, puts));
    }

    /** Removes the row if it is there and the guard allows it; calls for one key come one after the other. */
    public Written delete(String bucket, String key, Guard guard) {
        return db.read(c -> ObjectSql.delete(c, bucket, key, guard));
    }

    /** Exchanges headers of what is there, if it still has this etag. */
    public boolean relabel(String bucket, String key, String etag, Map<String, String> headers) {
        return db.read(c -> Sql.update(
                        c,
                        "UPDATE objects SET headers = ?::jsonb WHERE bucket = ? AND key = ? AND etag = ?",
                        HeaderJson.write(headers),
                        bucket,
                        key,
                        etag))
                == 1;
    }

    /** Those of the files that some row refers to. */
    public Set<UUID> referred(Collection<UUID> files) {
        return new HashSet<>(db.read(c -> Sql.list(
                c,
                row -> row.getObject(1, UUID.class),
                "SELECT f FROM unnest(?) f WHERE EXISTS (SELECT 1 FROM objects WHERE file = f)"
                        + " OR EXISTS (SELECT 1 FROM object_parts WHERE file = f)",
                SqlArray.uuids(files))));
    }

    private static ObjectRow whole(ResultSet row) throws SQLException {
        return read(row, Optional.ofNullable(row.getBytes("content")));
    }

    private static ObjectRow listed(ResultSet row) throws SQLException {
        return read(row, Optional.empty());
    }

    private static ObjectRow read(ResultSet row, Optional<byte[]> content) throws SQLException {
        return new ObjectRow(
                row.getString("bucket"),
                row.getString("key"),
                row.getLong("size"),
                Sql.instant(row, "modified_at"),
                row.getString("etag"),
                HeaderJson.read(row.getString("headers")),
                content,
                Optional.ofNullable(row.getObject("file", UUID.class)),
                row.getInt("parts"));
    }
}
