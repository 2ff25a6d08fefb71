package dev.quern.store.secret;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.store.key.MasterKey;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Secrets of namespaces: sealed before they reach the database, opened by whoever starts a function. */
public final class Secrets {
    private static final String INFO = "namespace, name, version, size_bytes, created_at, updated_at";

    private final Db db;
    private final MasterKey master;
    private final RoutingNotifier notifier;

    public Secrets(Db db, MasterKey master, RoutingNotifier notifier) {
        this.db = db;
        this.master = master;
        this.notifier = notifier;
    }

    /**
     * Makes it, or gives the one there is another value.
     *
     * @throws QuernException body_too_large, namespace_not_found; conflict when there are too many
     */
    public SecretInfo set(SecretName name, byte[] value) {
        if (value.length > SecretName.MAX_BYTES) {
            throw new QuernException(
                    ErrorCode.BODY_TOO_LARGE, "A secret has at most " + SecretName.MAX_BYTES + " bytes");
        }
        byte[] sealed = master.seal(value, owner(name));
        SecretInfo made = db.write(c -> {
            requireRoom(c, name);
            Instant now = Sql.now();
            return Sql.one(
                            c,
                            Secrets::info,
                            "INSERT INTO secrets (namespace, name, version, sealed, size_bytes, created_at, updated_at)"
                                    + " VALUES (?, ?, 1, ?, ?, ?, ?) ON CONFLICT (namespace, name) DO UPDATE SET"
                                    + " version = secrets.version + 1, sealed = excluded.sealed,"
                                    + " size_bytes = excluded.size_bytes, updated_at = excluded.updated_at"
                                    + " RETURNING " + INFO,
                            name.namespace(),
                            name.name(),
                            sealed,
                            value.length,
                            now,
                            now)
                    .orElseThrow();
        });
        notifier.changed(RoutingChange.secret(name));
        return made;
    }

    /** Under a lock of the namespace's row, so that two at once do not both take the last place. */
    private static void requireRoom(Connection c, SecretName name) throws SQLException {
        if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR NO KEY UPDATE", name.namespace())) {
            throw new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + name.namespace() + "'");
        }
        boolean full = Sql.exists(
                c,
                "SELECT 1 FROM secrets WHERE namespace = ? AND name <> ? HAVING count(*) >= ?",
                name.namespace(),
                name.name(),
                SecretName.MOST);
        if (full) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "The namespace '" + name.namespace() + "' has " + SecretName.MOST
                            + " secrets, the most there may be",
                    "Remove those that are not needed: quern secret rm NAME.");
        }
    }

    public Optional<SecretInfo> find(SecretName name) {
        return db.read(c -> Sql.one(
                c,
                Secrets::info,
                "SELECT " + INFO + " FROM secrets WHERE namespace = ? AND name = ?",
                name.namespace(),
                name.name()));
    }

    /** Newest first; of one namespace, or of all. */
    public Page<SecretInfo> list(Optional<String> namespace, PageRequest page) {
        Cursor from = page.point();
        List<SecretInfo> found = db.read(c -> Sql.list(
                c,
                Secrets::info,
                "SELECT " + INFO + " FROM secrets WHERE (?::text IS NULL OR namespace = ?)"
                        + " AND (created_at, namespace || '/' || name) < (?, ?)"
                        + " ORDER BY created_at DESC, namespace || '/' || name DESC LIMIT ?",
                namespace,
                namespace,
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, s -> new Cursor(s.createdAt(), s.name().toString()).text());
    }

    /** Says whether it was there. */
    public boolean remove(SecretName name) {
        boolean removed = db.write(c -> Sql.update(
                        c, "DELETE FROM secrets WHERE namespace = ? AND name = ?", name.namespace(), name.name()))
                == 1;
        notifier.changed(RoutingChange.secret(name));
        return removed;
    }

    /** With its value, still sealed. */
    public Optional<SealedSecret> sealed(SecretName name) {
        return db.read(c -> Sql.one(
                c,
                row -> new SealedSecret(info(row), row.getBytes("sealed")),
                "SELECT " + INFO + ", sealed FROM secrets WHERE namespace = ? AND name = ?",
                name.namespace(),
                name.name()));
    }

    /** The value; the caller keeps it no longer than it takes to hand it over. */
    public byte[] open(SealedSecret secret) {
        return master.open(secret.sealed(), owner(secret.info().name()));
    }

    private static String owner(SecretName name) {
        return "secret " + name;
    }

    private static SecretInfo info(ResultSet row) throws SQLException {
        return new SecretInfo(
                new SecretName(row.getString("namespace"), row.getString("name")),
                row.getInt("version"),
                row.getInt("size_bytes"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "updated_at"));
    }
}
