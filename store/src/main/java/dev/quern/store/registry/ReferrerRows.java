package dev.quern.store.registry;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Manifests about other manifests: signatures, bills of materials. */
public final class ReferrerRows {
    private final Db db;

    ReferrerRows(Db db) {
        this.db = db;
    }

    /** By digest, behind {@code last}; all of them or those of one type. The subject need not be there. */
    public List<ManifestEntry> of(
            UUID repository, String subject, Optional<String> artifactType, String last, int limit) {
        return db.read(c -> Sql.list(
                c,
                ManifestEntry::read,
                "SELECT " + ManifestEntry.COLUMNS + " FROM registry_manifests m WHERE repository = ? AND subject = ?"
                        + " AND (?::text IS NULL OR artifact_type = ?) AND digest > ? ORDER BY digest LIMIT ?",
                repository,
                subject,
                artifactType,
                artifactType,
                last,
                limit));
    }
}
