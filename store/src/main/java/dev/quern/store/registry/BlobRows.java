package dev.quern.store.registry;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Blobs, and the repositories that have them. Bytes and rows agree by this order: the row and the upload's digest
 * are committed ({@link #announce}), the bytes stored, and then the blob is linked ({@link #link}). The collection
 * of garbage holds a blob's row from its last look until the bytes are gone, so an announcement either comes
 * before that look and is seen, or waits and begins anew.
 */
public final class BlobRows {
    /** Uses closer together than this are not worth a write. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Db db;

    BlobRows(Db db) {
        this.db = db;
    }

    /** What became of a blob that was to be removed from a repository. */
    public enum Unlinked {
        DONE,
        ABSENT,
        /** A manifest of the repository names it. */
        IN_USE
    }

    /** The size of a blob the repository has. Asking counts as a use: who asks will name it in a manifest. */
    public Optional<Long> size(UUID repository, String digest) {
        Instant now = Sql.now();
        return db.read(c -> {
            Optional<Long> size = Sql.one(
                    c,
                    row -> row.getLong(1),
                    "SELECT b.size_bytes FROM registry_repository_blobs r JOIN registry_blobs b USING (digest)"
                            + " WHERE r.repository = ? AND r.digest = ?",
                    repository,
                    digest);
            if (size.isPresent()) {
                Sql.update(
                        c,
                        "UPDATE registry_repository_blobs SET used_at = ?"
                                + " WHERE repository = ? AND digest = ? AND used_at < ?",
                        now,
                        repository,
                        digest,
                        now.minus(FRESH));
            }
            return size;
        });
    }

    /** Begins storing a blob's bytes for the upload; until it ends nobody collects them. */
    public void announce(UUID upload, String digest, long size) {
        Instant now = Sql.now();
        db.write(c -> {
            Sql.update(c, "UPDATE registry_uploads SET digest = ?, touched_at = ? WHERE id = ?", digest, now, upload);
            return Sql.update(
                    c,
                    "INSERT INTO registry_blobs VALUES (?, ?, ?)"
                            + " ON CONFLICT (digest) DO UPDATE SET used_at = excluded.used_at",
                    digest,
                    size,
                    now);
        });
    }

    /**
     * The bytes are stored: gives the blob to the repository and ends the upload.
     *
     * @throws QuernException forbidden when the namespace may not have so much
     */
    public void link(UUID upload, Repository repository, String digest, Quota quota) {
        db.write(c -> {
            link(c, repository, digest, quota);
            return Sql.update(c, "DELETE FROM registry_uploads WHERE id = ?", upload);
        });
    }

    /** Gives a repository a blob that another one has; false when that has it not. */
    public boolean mount(UUID from, Repository to, String digest, Quota quota) {
        return db.write(c -> {
            boolean there = Sql.exists(c, "SELECT 1 FROM registry_blobs WHERE digest = ? FOR KEY SHARE", digest)
                    && Sql.exists(
                            c,
                            "SELECT 1 FROM registry_repository_blobs WHERE repository = ? AND digest = ?",
                            from,
                            digest);
            if (there) {
                link(c, to, digest, quota);
            }
            return there;
        });
    }

    private static void link(Connection c, Repository repository, String digest, Quota quota) throws SQLException {
        int linked = Sql.update(
                c,
                "INSERT INTO registry_repository_blobs VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                repository.id(),
                digest,
                Sql.now());
        if (linked == 1) {
            quota.check(c, repository.namespace());
            return;
        }
        Sql.update(
                c,
                "UPDATE registry_repository_blobs SET used_at = ? WHERE repository = ? AND digest = ?",
                Sql.now(),
                repository.id(),
                digest);
    }

    /** Takes a blob out of a repository unless a manifest there names it. */
    public Unlinked unlink(UUID repository, String digest) {
        return db.write(c -> {
            if (!Repository.lock(c, repository)) {
                return Unlinked.ABSENT;
            }
            if (Sql.exists(
                    c,
                    "SELECT 1 FROM registry_manifest_blobs WHERE repository = ? AND digest = ?",
                    repository,
                    digest)) {
                return Unlinked.IN_USE;
            }
            int gone = Sql.update(
                    c, "DELETE FROM registry_repository_blobs WHERE repository = ? AND digest = ?", repository, digest);
            return gone == 0 ? Unlinked.ABSENT : Unlinked.DONE;
        });
    }

    /** Those the repository has not. */
    public List<String> missing(UUID repository, List<String> digests) {
        return db.read(c -> ManifestRows.missingBlobs(c, repository, digests));
    }
}
