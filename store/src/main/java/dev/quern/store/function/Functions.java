package dev.quern.store.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Sharing;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Functions as wholes; they come into being with their first version ({@link Versions#create}) or before it. */
public final class Functions {
    private static final String SELECT = "SELECT f.namespace AS fn_namespace, f.name AS fn_name,"
            + " f.created_at AS fn_created_at, f.mode AS fn_mode, f.shared_with AS fn_shared_with, (SELECT count(*) FROM versions n"
            + " WHERE n.namespace = f.namespace AND n.function = f.name)::integer AS fn_versions, "
            + VersionRows.COLUMNS
            + " FROM functions f"
            + " LEFT JOIN aliases a ON a.namespace = f.namespace AND a.function = f.name AND a.alias = 'live'"
            + " LEFT JOIN versions v"
            + " ON v.namespace = f.namespace AND v.function = f.name AND v.number = a.version ";

    private final Db db;
    private final RoutingNotifier notifier;

    public Functions(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    public Optional<StoredFunction> find(FunctionName function) {
        return db.read(c -> Sql.one(
                c,
                Functions::row,
                SELECT + "WHERE f.namespace = ? AND f.name = ?",
                function.namespace(),
                function.name()));
    }

    /**
     * Says who may call it; a function that is not there comes into being, without a version.
     *
     * @throws QuernException namespace_not_found
     */
    public void share(FunctionName function, Sharing sharing) {
        db.write(c -> {
            Versions.requireNamespace(c, function.namespace());
            return Sql.update(
                    c,
                    "INSERT INTO functions (namespace, name, created_at, mode, shared_with) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (namespace, name)"
                            + " DO UPDATE SET mode = excluded.mode, shared_with = excluded.shared_with",
                    function.namespace(),
                    function.name(),
                    Sql.now(),
                    sharing.mode().ordinal(),
                    SqlArray.texts(List.copyOf(sharing.namespaces())));
        });
        notifier.changed(RoutingChange.function(function));
    }

    /** Those that are not private. */
    public Map<FunctionName, Sharing> shared() {
        Map<FunctionName, Sharing> all = new HashMap<>();
        db.read(c -> Sql.list(
                c,
                row -> all.put(new FunctionName(row.getString("namespace"), row.getString("name")), sharing(row, "")),
                "SELECT namespace, name, mode, shared_with FROM functions WHERE mode > 0"));
        return all;
    }

    public Optional<Sharing> sharing(FunctionName function) {
        return db.read(c -> Sql.one(
                c,
                row -> sharing(row, ""),
                "SELECT mode, shared_with FROM functions WHERE namespace = ? AND name = ?",
                function.namespace(),
                function.name()));
    }

    /** Newest first; of one namespace or of all. */
    public Page<StoredFunction> list(Optional<String> namespace, PageRequest page) {
        Cursor from = page.point();
        List<StoredFunction> found = db.read(c -> Sql.list(
                c,
                Functions::row,
                SELECT + "WHERE (?::text IS NULL OR f.namespace = ?)"
                        + " AND (f.created_at, f.namespace || '/' || f.name) < (?, ?)"
                        + " ORDER BY f.created_at DESC, f.namespace || '/' || f.name DESC LIMIT ?",
                namespace,
                namespace,
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, f -> new Cursor(f.createdAt(), f.name().toString()).text());
    }

    /** Removes the function, its versions and aliases; its version numbers stay used. */
    public void remove(FunctionName function) {
        int removed = db.write(c -> Sql.update(
                c, "DELETE FROM functions WHERE namespace = ? AND name = ?", function.namespace(), function.name()));
        if (removed == 0) {
            throw unknown(function);
        }
        notifier.changed(RoutingChange.function(function));
    }

    /** Tells every gateway that something they keep in memory beside the function has changed. */
    public void changed(FunctionName function) {
        notifier.changed(RoutingChange.function(function));
    }

    static QuernException unknown(FunctionName function) {
        return new QuernException(ErrorCode.FUNCTION_NOT_FOUND, "There is no function '" + function + "'");
    }

    private static StoredFunction row(ResultSet row) throws SQLException {
        FunctionName name = new FunctionName(row.getString("fn_namespace"), row.getString("fn_name"));
        Instant createdAt = Sql.instant(row, "fn_created_at");
        Optional<Version> live =
                Sql.integer(row, "number").isPresent() ? Optional.of(VersionRows.read(row)) : Optional.empty();
        return new StoredFunction(name, sharing(row, "fn_"), createdAt, live, row.getInt("fn_versions"));
    }

    private static Sharing sharing(ResultSet row, String prefix) throws SQLException {
        String[] namespaces = (String[]) row.getArray(prefix + "shared_with").getArray();
        return new Sharing(Sharing.Mode.values()[row.getInt(prefix + "mode")], Set.of(namespaces));
    }
}
