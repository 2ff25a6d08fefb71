package dev.quern.store.object;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Buckets and what is kept about them, whatever store has their objects. */
public final class Buckets {
    private static final String COLUMNS = "SELECT name, namespace, created_at FROM buckets";

    private final Db db;

    public Buckets(Db db) {
        this.db = db;
    }

    /**
     * Makes a bucket; false when there is one of that name already.
     *
     * @throws QuernException namespace_not_found
     */
    public boolean create(String name, String namespace) {
        return db.write(c -> {
            if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", namespace)) {
                throw new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + namespace + "'");
            }
            return Sql.update(
                            c,
                            "INSERT INTO buckets VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                            name,
                            namespace,
                            Sql.now())
                    == 1;
        });
    }

    /** Makes sure one of Quern's own buckets is there. */
    public void ensure(String name) {
        db.write(c -> Sql.update(c, "INSERT INTO buckets VALUES (?, NULL, ?) ON CONFLICT DO NOTHING", name, Sql.now()));
    }

    public Optional<Bucket> find(String name) {
        return db.read(c -> Sql.one(c, Buckets::row, COLUMNS + " WHERE name = ?", name));
    }

    /** By name; of one namespace, or of all. Quern's own are not among them. */
    public List<Bucket> list(Optional<String> namespace, String prefix, String after, int limit) {
        return db.read(c -> Sql.list(
                c,
                Buckets::row,
                COLUMNS + " WHERE namespace IS NOT NULL AND (?::text IS NULL OR namespace = ?)"
                        + " AND name > ? AND starts_with(name, ?) ORDER BY name LIMIT ?",
                namespace,
                namespace,
                after,
                prefix,
                limit));
    }

    /**
     * Removes a bucket without objects, and gives up its uploads; false when there is none.
     *
     * @throws QuernException in_use when it holds objects
     */
    public boolean remove(String name) {
        return db.write(c -> {
            // Held until the commit: an object put meanwhile waits for it with the weaker KEY SHARE.
            if (!Sql.exists(c, "SELECT 1 FROM buckets WHERE name = ? FOR UPDATE", name)) {
                return false;
            }
            if (Sql.exists(c, "SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", name)) {
                throw new QuernException(
                        ErrorCode.IN_USE, "The bucket '" + name + "' holds objects", "Remove its objects first.");
            }
            Sql.update(c, "DELETE FROM object_parts WHERE content IN (SELECT id FROM uploads WHERE bucket = ?)", name);
            Sql.update(c, "DELETE FROM buckets WHERE name = ?", name);
            return true;
        });
    }

    /** A document kept about the bucket. */
    public Optional<String> document(String bucket, String kind) {
        return db.read(c -> Sql.one(
                c,
                row -> row.getString(1),
                "SELECT document FROM bucket_documents WHERE bucket = ? AND kind = ?",
                bucket,
                kind));
    }

    /** Keeps a document, in place of one of that kind; false when the bucket is gone. */
    public boolean keep(String bucket, String kind, String document) {
        return db.write(c -> {
            if (!Sql.exists(c, "SELECT 1 FROM buckets WHERE name = ? FOR KEY SHARE", bucket)) {
                return false;
            }
            Sql.update(
                    c,
                    "INSERT INTO bucket_documents VALUES (?, ?, ?)"
                            + " ON CONFLICT (bucket, kind) DO UPDATE SET document = excluded.document",
                    bucket,
                    kind,
                    document);
            return true;
        });
    }

    public void drop(String bucket, String kind) {
        db.write(c -> Sql.update(c, "DELETE FROM bucket_documents WHERE bucket = ? AND kind = ?", bucket, kind));
    }

    private static Bucket row(ResultSet row) throws SQLException {
        return new Bucket(row.getString("name"), Sql.text(row, "namespace"), Sql.instant(row, "created_at"));
    }
}
