package dev.quern.store.namespace;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Names;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rooms functions, images and keys live in. */
public final class Namespaces {
    private final Db db;
    private final RoutingNotifier notifier;

    public Namespaces(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /** Makes the namespace, or returns the one that is there. */
    public Namespace create(String name) {
        Names.check("namespace", name);
        Namespace made = db.write(c -> {
            Sql.update(c, "INSERT INTO namespaces VALUES (?, ?) ON CONFLICT DO NOTHING", name, Sql.now());
            return Sql.one(c, Namespaces::row, "SELECT * FROM namespaces WHERE name = ?", name)
                    .orElseThrow(() -> unknown(name));
        });
        notifier.changed(RoutingChange.namespace(name));
        return made;
    }

    public Optional<Namespace> find(String name) {
        return db.read(c -> Sql.one(c, Namespaces::row, "SELECT * FROM namespaces WHERE name = ?", name));
    }

    public Page<Namespace> list(PageRequest page) {
        Cursor from = page.point();
        List<Namespace> found = db.read(c -> Sql.list(
                c,
                Namespaces::row,
                "SELECT * FROM namespaces WHERE (created_at, name) < (?, ?)"
                        + " ORDER BY created_at DESC, name DESC LIMIT ?",
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, n -> new Cursor(n.createdAt(), n.name()).text());
    }

    /** Removes an empty namespace with its image names. */
    public void remove(String name) {
        if (name.equals(FunctionName.DEFAULT_NAMESPACE)) {
            throw QuernException.invalid("The default namespace cannot be removed");
        }
        db.write(c -> {
            // Held until the commit: what refers to the namespace takes the weaker KEY SHARE and waits.
            if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR UPDATE", name)) {
                throw unknown(name);
            }
            refuseIf(Sql.exists(c, "SELECT 1 FROM functions WHERE namespace = ?", name), name, "functions");
            refuseIf(Sql.exists(c, "SELECT 1 FROM keys WHERE namespace = ?", name), name, "keys");
            refuseIf(Sql.exists(c, "SELECT 1 FROM buckets WHERE namespace = ?", name), name, "buckets");
            refuseIf(Sql.exists(c, "SELECT 1 FROM secrets WHERE namespace = ?", name), name, "secrets");
            Sql.update(c, "DELETE FROM registry_namespace_bytes WHERE namespace = ?", name);
            return Sql.update(c, "DELETE FROM namespaces WHERE name = ?", name);
        });
        notifier.changed(RoutingChange.namespace(name));
    }

    private static void refuseIf(boolean used, String name, String what) {
        if (used) {
            throw new QuernException(
                    ErrorCode.IN_USE,
                    "The namespace '" + name + "' still holds " + what,
                    "Remove its " + what + " first.");
        }
    }

    private static QuernException unknown(String name) {
        return new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + name + "'");
    }

    private static Namespace row(ResultSet row) throws SQLException {
        return new Namespace(row.getString("name"), Sql.instant(row, "created_at"));
    }
}
