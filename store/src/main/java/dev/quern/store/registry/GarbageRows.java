package dev.quern.store.registry;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What nothing refers to. Manifests and links are looked for under their repository's lock, which whoever
 * adds a reference to them holds as well; a blob's row is held from the last look until its bytes are gone.
 */
public final class GarbageRows {
    private static final String UNUSED =
            "NOT EXISTS (SELECT FROM registry_repository_blobs r WHERE r.digest = b.digest)"
                    + " AND NOT EXISTS (SELECT FROM registry_manifests m WHERE m.digest = b.digest)"
                    + " AND NOT EXISTS (SELECT FROM registry_uploads u WHERE u.digest = b.digest)";

    private final Db db;

    GarbageRows(Db db) {
        this.db = db;
    }

    /** What is done to remove a blob's bytes. */
    @FunctionalInterface
    public interface Removal {
        void remove(String digest);
    }

    public List<UUID> repositories() {
        return db.read(c ->
                Sql.list(c, row -> row.getObject(1, UUID.class), "SELECT id FROM registry_repositories ORDER BY id"));
    }

    /**
     * Removes manifests pushed before {@code before} that no tag, no index and no version names, and that are
     * about no manifest that is there. What an index held is free once the index is gone.
     */
    public int manifests(UUID repository, Instant before) {
        int all = 0;
        for (int gone = 1; gone > 0; all += gone) {
            gone = db.write(c -> !Repository.lock(c, repository)
                    ? 0
                    : Sql.update(
                            c,
                            "DELETE FROM registry_manifests m WHERE repository = ? AND pushed_at < ?"
                                    + " AND NOT EXISTS (SELECT FROM registry_tags t"
                                    + " WHERE t.repository = m.repository AND t.digest = m.digest)"
                                    + " AND NOT EXISTS (SELECT FROM registry_manifest_children k"
                                    + " WHERE k.repository = m.repository AND k.child = m.digest)"
                                    + " AND NOT EXISTS (SELECT FROM registry_manifests s"
                                    + " WHERE s.repository = m.repository AND s.digest = m.subject)"
                                    + " AND NOT EXISTS (SELECT FROM versions v WHERE v.image_digest = m.digest)"
                                    + " AND NOT EXISTS (SELECT FROM version_layers l WHERE l.digest = m.digest)",
                            repository,
                            before));
        }
        return all;
    }

    /** Takes blobs out of the repository that no manifest there names and that were not used since {@code before}. */
    public int links(UUID repository, Instant before) {
        return db.write(c -> !Repository.lock(c, repository)
                ? 0
                : Sql.update(
                        c,
                        "DELETE FROM registry_repository_blobs r WHERE repository = ? AND used_at < ?"
                                + " AND NOT EXISTS (SELECT FROM registry_manifest_blobs m"
                                + " WHERE m.repository = r.repository AND m.digest = r.digest)",
                        repository,
                        before));
    }

    /** Blobs that no repository has, behind {@code last}. */
    public List<String> blobs(Instant before, String last, int limit) {
        return db.read(c -> Sql.list(
                c,
                row -> row.getString(1),
                "SELECT digest FROM registry_blobs b WHERE used_at < ? AND digest > ? AND " + UNUSED
                        + " ORDER BY digest LIMIT ?",
                before,
                last,
                limit));
    }

    /** Removes a blob if it is still unused; {@code bytes} runs while nobody else can begin to store them. */
    public boolean remove(String digest, Instant before, Removal bytes) {
        return db.write(c -> {
            boolean there = Sql.exists(
                            c,
                            "SELECT 1 FROM registry_blobs WHERE digest = ? AND used_at < ? FOR UPDATE",
                            digest,
                            before)
                    // A statement of its own, which sees what was committed while this one waited for the lock.
                    && Sql.exists(c, "SELECT 1 FROM registry_blobs b WHERE digest = ? AND " + UNUSED, digest);
            if (there) {
                bytes.remove(digest);
                Sql.update(c, "DELETE FROM registry_blobs WHERE digest = ?", digest);
            }
            return there;
        });
    }
}
