package dev.quern.store.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
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

/**
 * Names for versions, each with a stack of what it named before. Pointing an alias pushes a step;
 * {@link #rollback} pops steps until another, still existing version is on top. So two rollbacks go two
 * deploys back, and a deploy after a rollback is rolled back to what ran before it.
 */
public final class Aliases {
    public static final String LIVE = "live";

    private static final String SELECT = "SELECT namespace, function, alias, version, updated_at FROM aliases"
            + " WHERE namespace = ? AND function = ?";

    private final Db db;
    private final RoutingNotifier notifier;

    public Aliases(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    public Optional<AliasPointer> find(FunctionName function, String alias) {
        return db.read(
                c -> Sql.one(c, Aliases::row, SELECT + " AND alias = ?", function.namespace(), function.name(), alias));
    }

    public Page<AliasPointer> list(FunctionName function, PageRequest page) {
        Cursor from = page.point();
        List<AliasPointer> found = db.read(c -> Sql.list(
                c,
                Aliases::row,
                SELECT + " AND (updated_at, alias) < (?, ?) ORDER BY updated_at DESC, alias DESC LIMIT ?",
                function.namespace(),
                function.name(),
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, a -> new Cursor(a.updatedAt(), a.alias()).text());
    }

    /** @throws QuernException function_not_found, version_not_found */
    public AliasPointer set(FunctionName function, String alias, int version) {
        AliasPointer pointer = db.write(c -> {
            Versions.lock(c, function);
            if (!Sql.exists(
                    c,
                    "SELECT 1 FROM versions WHERE namespace = ? AND function = ? AND number = ?",
                    function.namespace(),
                    function.name(),
                    version)) {
                throw Versions.unknown(function, version);
            }
            return point(c, function, alias, version, Sql.now());
        });
        notifier.changed(RoutingChange.function(function));
        return pointer;
    }

    /**
     * Points the alias at what it named before.
     *
     * @throws QuernException alias_not_found; conflict when nothing is left to go back to
     */
    public AliasPointer rollback(FunctionName function, String alias) {
        AliasPointer pointer = db.write(c -> {
            Versions.lock(c, function);
            int now = Sql.one(c, Aliases::row, SELECT + " AND alias = ?", function.namespace(), function.name(), alias)
                    .orElseThrow(() -> unknown(function, alias))
                    .version();
            int step = Sql.one(
                            c,
                            row -> row.getInt(1),
                            "SELECT step FROM alias_steps WHERE namespace = ? AND function = ? AND alias = ?"
                                    + " AND version <> ? ORDER BY step DESC LIMIT 1",
                            function.namespace(),
                            function.name(),
                            alias,
                            now)
                    .orElseThrow(() -> new QuernException(
                            ErrorCode.CONFLICT,
                            "The alias '" + alias + "' of " + function
                                    + " has named no other version that still exists",
                            "Choose a version yourself with 'quern alias set'."));
            return popTo(c, function, alias, step);
        });
        notifier.changed(RoutingChange.function(function));
        return pointer;
    }

    /** @throws QuernException alias_not_found */
    public void remove(FunctionName function, String alias) {
        db.write(c -> {
            Versions.lock(c, function);
            dropSteps(c, function, alias, 0);
            int removed = Sql.update(
                    c,
                    "DELETE FROM aliases WHERE namespace = ? AND function = ? AND alias = ?",
                    function.namespace(),
                    function.name(),
                    alias);
            if (removed == 0) {
                throw unknown(function, alias);
            }
            return true;
        });
        notifier.changed(RoutingChange.function(function));
    }

    /** Under the function's lock: moves the alias and records the step. */
    static AliasPointer point(Connection c, FunctionName function, String alias, int version, Instant now)
            throws SQLException {
        Sql.update(
                c,
                "INSERT INTO alias_steps SELECT ?, ?, ?, coalesce(max(step), 0) + 1, ? FROM alias_steps"
                        + " WHERE namespace = ? AND function = ? AND alias = ?",
                function.namespace(),
                function.name(),
                alias,
                version,
                function.namespace(),
                function.name(),
                alias);
        return move(c, function, alias, version, now);
    }

    private static AliasPointer popTo(Connection c, FunctionName function, String alias, int step) throws SQLException {
        dropSteps(c, function, alias, step);
        int version = Sql.one(
                        c,
                        row -> row.getInt(1),
                        "SELECT version FROM alias_steps WHERE namespace = ? AND function = ? AND alias = ? AND step = ?",
                        function.namespace(),
                        function.name(),
                        alias,
                        step)
                .orElseThrow();
        return move(c, function, alias, version, Sql.now());
    }

    private static void dropSteps(Connection c, FunctionName function, String alias, int above) throws SQLException {
        Sql.update(
                c,
                "DELETE FROM alias_steps WHERE namespace = ? AND function = ? AND alias = ? AND step > ?",
                function.namespace(),
                function.name(),
                alias,
                above);
    }

    private static AliasPointer move(Connection c, FunctionName function, String alias, int version, Instant now)
            throws SQLException {
        Sql.update(
                c,
                "INSERT INTO aliases VALUES (?, ?, ?, ?, ?) ON CONFLICT (namespace, function, alias)"
                        + " DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at",
                function.namespace(),
                function.name(),
                alias,
                version,
                now);
        return new AliasPointer(function, alias, version, now);
    }

    private static QuernException unknown(FunctionName function, String alias) {
        return new QuernException(ErrorCode.ALIAS_NOT_FOUND, "There is no alias '" + alias + "' of " + function);
    }

    static AliasPointer row(ResultSet row) throws SQLException {
        return new AliasPointer(
                new FunctionName(row.getString("namespace"), row.getString("function")),
                row.getString("alias"),
                row.getInt("version"),
                Sql.instant(row, "updated_at"));
    }
}
