package dev.quern.store.registry;

import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Names that move from manifest to manifest. */
public final class TagRows {
    private final Db db;
    private final RoutingNotifier notifier;

    TagRows(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /** The manifest a tag names. */
    public Optional<ManifestEntry> find(UUID repository, String tag) {
        return db.read(c -> Sql.one(
                c,
                ManifestEntry::read,
                "SELECT " + ManifestEntry.COLUMNS + " FROM registry_tags t JOIN registry_manifests m"
                        + " USING (repository, digest) WHERE t.repository = ? AND t.name = ?",
                repository,
                tag));
    }

    /** In the order of the specification, letters without their case first; behind {@code last}, if there is one. */
    public List<String> names(UUID repository, Optional<String> last, int limit) {
        return db.read(c -> Sql.list(
                c,
                row -> row.getString(1),
                "SELECT name FROM registry_tags WHERE repository = ?"
                        + " AND (?::text IS NULL OR (lower(name) COLLATE \"C\", name) > (lower(?) COLLATE \"C\", ?))"
                        + " ORDER BY lower(name) COLLATE \"C\", name LIMIT ?",
                repository,
                last,
                last,
                last,
                limit));
    }

    /** Removes a tag, not what it names; false when it is not there. */
    public boolean delete(Repository repository, String tag) {
        boolean gone = db.write(c -> Repository.lock(c, repository.id())
                && Sql.update(c, "DELETE FROM registry_tags WHERE repository = ? AND name = ?", repository.id(), tag)
                        == 1);
        notifier.changed(RoutingChange.image(repository.name() + ":" + tag));
        return gone;
    }

    static void point(Connection c, UUID repository, String tag, String digest) throws SQLException {
        Sql.update(
                c,
                "INSERT INTO registry_tags VALUES (?, ?, ?, ?) ON CONFLICT (repository, name)"
                        + " DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at",
                repository,
                tag,
                digest,
                Sql.now());
    }
}
