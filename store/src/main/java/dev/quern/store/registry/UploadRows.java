package dev.quern.store.registry;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.time.Instant;
import java.util.UUID;

/** Uploads under way. */
public final class UploadRows {
    private final Db db;

    UploadRows(Db db) {
        this.db = db;
    }

    /** @param id not to be guessed: who knows it may go on with the upload */
    public void begin(UUID id, UUID repository) {
        db.write(c -> Sql.update(
                c,
                "INSERT INTO registry_uploads (id, repository, touched_at) VALUES (?, ?, ?)",
                id,
                repository,
                Sql.now()));
    }

    /** Whether the repository has this upload under way; it then lives on. */
    public boolean touch(UUID id, UUID repository) {
        return db.write(c -> Sql.update(
                        c,
                        "UPDATE registry_uploads SET touched_at = ? WHERE id = ? AND repository = ?",
                        Sql.now(),
                        id,
                        repository)
                == 1);
    }

    public boolean exists(UUID id) {
        return db.read(c -> Sql.exists(c, "SELECT 1 FROM registry_uploads WHERE id = ?", id));
    }

    public boolean end(UUID id) {
        return db.write(c -> Sql.update(c, "DELETE FROM registry_uploads WHERE id = ?", id) == 1);
    }

    /** Ends those nobody has touched since {@code before}. */
    public int expire(Instant before) {
        return db.write(c -> Sql.update(c, "DELETE FROM registry_uploads WHERE touched_at < ?", before));
    }
}
