package dev.quern.store.object;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Uploads in parts, and the parts of objects that came of them. */
public final class UploadRows {
    private static final String UPLOAD = "SELECT id, bucket, key, started_at, started_by, headers FROM uploads";
    private static final String PART = "SELECT number, size, modified_at, file, etag, checksums FROM object_parts";

    private final Db db;

    public UploadRows(Db db) {
        this.db = db;
    }

    /**
     * What completing an upload makes of its parts.
     *
     * @param row the object; its {@code file} is the upload
     * @param numbers the parts it consists of; the others are dropped
     */
    public record Made(ObjectRow row, List<Integer> numbers, Guard guard) {}

    /** False when there is no such bucket. */
    public boolean begin(UploadRow upload) {
        return db.read(c -> Sql.update(
                        c,
                        "INSERT INTO uploads (id, bucket, key, started_at, started_by, headers)"
                                + " SELECT ?, name, ?, ?::timestamptz, ?, ?::jsonb FROM buckets WHERE name = ?",
                        upload.id(),
                        upload.key(),
                        upload.startedAt(),
                        upload.startedBy(),
                        HeaderJson.write(upload.headers()),
                        upload.bucket()))
                == 1;
    }

    public Optional<UploadRow> find(UUID id) {
        return db.read(c -> Sql.one(c, UploadRows::upload, UPLOAD + " WHERE id = ?", id));
    }

    /** In the order of the keys and, for one key, of their beginnings; behind {@code (key, id)}. */
    public List<UploadRow> list(String bucket, String prefix, String key, UUID id, int limit) {
        return db.read(c -> Sql.list(
                c,
                UploadRows::upload,
                UPLOAD + " WHERE bucket = ? AND (key, id) > (?, ?) AND starts_with(key, ?)"
                        + " ORDER BY key, id LIMIT ?",
                bucket,
                key,
                id,
                prefix,
                limit));
    }

    /**
     * Keeps a part, in place of one of that number.
     *
     * @return the file of the one that was replaced
     * @throws QuernException not_found when the upload was completed or given up meanwhile
     */
    public Optional<UUID> put(UUID upload, PartRow part) {
        return db.write(c -> {
            if (!Sql.exists(c, "SELECT 1 FROM uploads WHERE id = ? FOR SHARE", upload)) {
                throw gone();
            }
            Optional<UUID> before = Sql.one(
                    c,
                    row -> row.getObject(1, UUID.class),
                    "SELECT file FROM object_parts WHERE content = ? AND number = ? FOR UPDATE",
                    upload,
                    part.number());
            insert(
                    c,
                    upload,
                    part,
                    " ON CONFLICT (content, number) DO UPDATE"
                            + " SET size = excluded.size, modified_at = excluded.modified_at, file = excluded.file,"
                            + " etag = excluded.etag, checksums = excluded.checksums");
            return before;
        });
    }

    /** By number. */
    public List<PartRow> parts(UUID content, int after, int limit) {
        return db.read(c -> parts(c, content, after, limit));
    }

    /**
     * Makes an object of an upload. Calls for one key come one after the other.
     *
     * @param decide sees all parts and says what comes of them; what it throws leaves everything as it was
     * @throws QuernException not_found when there is no such upload
     */
    public Written complete(UUID upload, Function<List<PartRow>, Made> decide) {
        return db.write(c -> {
            // Deleting first keeps new parts away: they look for the row.
            if (Sql.update(c, "DELETE FROM uploads WHERE id = ?", upload) == 0) {
                throw gone();
            }
            Made made = decide.apply(parts(c, upload, 0, Integer.MAX_VALUE));
            List<UUID> left = Sql.list(
                    c,
                    row -> row.getObject(1, UUID.class),
                    "DELETE FROM object_parts WHERE content = ? AND number <> ALL (?) RETURNING file",
                    upload,
                    SqlArray.ints(made.numbers(), n -> n));
            Written written = ObjectSql.put(c, made.row(), made.guard());
            if (!written.done()) {
                throw new QuernException(ErrorCode.CONDITION_FAILED, "The object is not what was expected");
            }
            return new Written(true, written.before(), written.files(), left);
        });
    }

    /** Keeps parts that were made with the object, as a copy's are. */
    public Written put(ObjectRow row, List<PartRow> parts, Guard guard) {
        return db.write(c -> {
            Written written = ObjectSql.put(c, row, guard);
            if (written.done()) {
                for (PartRow part : parts) {
                    insert(c, row.file().orElseThrow(), part, "");
                }
            }
            return written;
        });
    }

    /** Gives an upload up; the files of its parts, empty when there is no such upload. */
    public Optional<List<UUID>> abort(UUID upload) {
        return db.write(c -> {
            if (Sql.update(c, "DELETE FROM uploads WHERE id = ?", upload) == 0) {
                return Optional.empty();
            }
            return Optional.of(Sql.list(
                    c,
                    row -> row.getObject(1, UUID.class),
                    "DELETE FROM object_parts WHERE content = ? RETURNING file",
                    upload));
        });
    }

    private static void insert(Connection c, UUID content, PartRow part, String onConflict) throws SQLException {
        Sql.update(
                c,
                "INSERT INTO object_parts (content, number, size, modified_at, file, etag, checksums)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)" + onConflict,
                content,
                part.number(),
                part.size(),
                part.modifiedAt(),
                part.file(),
                part.etag(),
                HeaderJson.write(part.checksums()));
    }

    private static List<PartRow> parts(Connection c, UUID content, int after, int limit) throws SQLException {
        return Sql.list(
                c,
                UploadRows::part,
                PART + " WHERE content = ? AND number > ? ORDER BY number LIMIT ?",
                content,
                after,
                limit);
    }

    private static UploadRow upload(ResultSet row) throws SQLException {
        return new UploadRow(
                row.getObject("id", UUID.class),
                row.getString("bucket"),
                row.getString("key"),
                Sql.instant(row, "started_at"),
                row.getString("started_by"),
                HeaderJson.read(row.getString("headers")));
    }

    private static PartRow part(ResultSet row) throws SQLException {
        return new PartRow(
                row.getInt("number"),
                row.getLong("size"),
                Sql.instant(row, "modified_at"),
                row.getObject("file", UUID.class),
                row.getString("etag"),
                HeaderJson.read(row.getString("checksums")));
    }

    private static QuernException gone() {
        return new QuernException(
                ErrorCode.UPLOAD_NOT_FOUND, "There is no such upload", "It was completed or given up; begin another.");
    }
}
