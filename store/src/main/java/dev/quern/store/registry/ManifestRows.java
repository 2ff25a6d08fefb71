package dev.quern.store.registry;

import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Manifests, and what they name. */
public final class ManifestRows {
    private final Db db;
    private final RoutingNotifier notifier;

    ManifestRows(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /** A manifest by its digest. */
    public Optional<ManifestEntry> find(UUID repository, String digest) {
        return db.read(c -> Sql.one(
                c,
                ManifestEntry::read,
                "SELECT " + ManifestEntry.COLUMNS + " FROM registry_manifests m WHERE repository = ? AND digest = ?",
                repository,
                digest));
    }

    /** A manifest by its digest, whichever repository has it. */
    public Optional<ManifestEntry> anywhere(String digest) {
        return db.read(c -> Sql.one(
                c,
                ManifestEntry::read,
                "SELECT " + ManifestEntry.COLUMNS + " FROM registry_manifests m WHERE digest = ? LIMIT 1",
                digest));
    }

    /**
     * Records a manifest whose bytes are stored, tags it, and ends the upload that stood for it.
     *
     * @return what it names and the repository has not; then nothing is recorded
     * @throws dev.quern.core.error.QuernException forbidden when the namespace may not have so much
     */
    public List<String> put(
            UUID upload, Repository repository, StoredManifest manifest, Optional<String> tag, Quota quota) {
        List<String> missing = db.write(c -> {
            Sql.update(c, "DELETE FROM registry_uploads WHERE id = ?", upload);
            if (!Repository.lock(c, repository.id())) {
                return List.of(manifest.digest());
            }
            List<String> absent = missing(c, repository.id(), manifest);
            if (absent.isEmpty()) {
                boolean isNew = !Sql.exists(
                        c,
                        "SELECT 1 FROM registry_manifests WHERE repository = ? AND digest = ?",
                        repository.id(),
                        manifest.digest());
                insert(c, repository.id(), manifest);
                if (isNew) {
                    quota.check(c, repository.namespace());
                }
                if (tag.isPresent()) {
                    TagRows.point(c, repository.id(), tag.get(), manifest.digest());
                }
            }
            return absent;
        });
        tag.ifPresent(name -> notifier.changed(RoutingChange.image(repository.name() + ":" + name)));
        return missing;
    }

    /** Removes a manifest with its tags; false when it is not there. */
    public boolean delete(Repository repository, String digest) {
        boolean gone = db.write(c -> Repository.lock(c, repository.id())
                && Sql.update(
                                c,
                                "DELETE FROM registry_manifests WHERE repository = ? AND digest = ?",
                                repository.id(),
                                digest)
                        == 1);
        notifier.changed(RoutingChange.image(repository.name() + "@" + digest));
        return gone;
    }

    /** What the manifest names and the repository has not. */
    public List<String> missing(UUID repository, StoredManifest manifest) {
        return db.read(c -> missing(c, repository, manifest));
    }

    private static List<String> missing(Connection c, UUID repository, StoredManifest manifest) throws SQLException {
        List<String> children = Sql.list(
                c,
                row -> row.getString(1),
                "SELECT d FROM unnest(?) AS d WHERE NOT EXISTS (SELECT FROM registry_manifests m"
                        + " WHERE m.repository = ? AND m.digest = d)",
                SqlArray.texts(manifest.children()),
                repository);
        return Stream.concat(missingBlobs(c, repository, manifest.blobs()).stream(), children.stream())
                .toList();
    }

    static List<String> missingBlobs(Connection c, UUID repository, List<String> digests) throws SQLException {
        return Sql.list(
                c,
                row -> row.getString(1),
                "SELECT d FROM unnest(?) AS d WHERE NOT EXISTS (SELECT FROM registry_repository_blobs b"
                        + " WHERE b.repository = ? AND b.digest = d)",
                SqlArray.texts(digests),
                repository);
    }

    private static void insert(Connection c, UUID repository, StoredManifest m) throws SQLException {
        Instant now = Sql.now();
        Sql.update(
                c,
                "INSERT INTO registry_manifests VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?)"
                        + " ON CONFLICT (repository, digest) DO UPDATE"
                        + " SET pushed_at = excluded.pushed_at, media_type = excluded.media_type",
                repository,
                m.digest(),
                m.mediaType(),
                m.size(),
                m.artifactType(),
                m.subject(),
                ManifestEntry.json(m.annotations()),
                now);
        Sql.update(
                c,
                "INSERT INTO registry_manifest_blobs SELECT ?, ?, unnest(?) ON CONFLICT DO NOTHING",
                repository,
                m.digest(),
                SqlArray.texts(m.blobs()));
        Sql.update(
                c,
                "INSERT INTO registry_manifest_children SELECT ?, ?, unnest(?) ON CONFLICT DO NOTHING",
                repository,
                m.digest(),
                SqlArray.texts(m.children()));
    }
}
