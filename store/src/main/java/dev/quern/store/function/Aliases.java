package dev.quern.store.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
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
 * Names for versions, each with a stack of what it named before. Pointing an alias at a version pushes a step;
 * {@link #rollback} pops steps until another, still existing version is on top. So two rollbacks go two
 * deploys back, and a deploy after a rollback is rolled back to what ran before it.
 */
public final class Aliases {
    public static final String LIVE = "live";

    private static final String SELECT = "SELECT namespace, function, alias, version, other, other_percent,"
            + " sticky_header, updated_at FROM aliases WHERE namespace = ? AND function = ?";

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

    /**
     * Points the alias at one version. The header it is sticky by stays.
     *
     * @throws QuernException function_not_found, version_not_found
     */
    public AliasPointer set(FunctionName function, String alias, int version) {
        return set(function, alias, version, Optional.empty(), Optional.empty());
    }

    /**
     * Points the alias at a version, and has another one get a share of the calls. Ends a rollout of the alias.
     *
     * @param sticky the header it is sticky by; an empty text for none, empty to keep what it has
     * @throws QuernException function_not_found, version_not_found
     */
    public AliasPointer set(
            FunctionName function,
            String alias,
            int version,
            Optional<AliasTarget.Share> other,
            Optional<String> sticky) {
        AliasPointer pointer = db.write(c -> {
            Versions.lock(c, function);
            Versions.require(c, function, version);
            if (other.isPresent()) {
                Versions.require(c, function, other.get().version());
            }
            Optional<AliasPointer> before = locked(c, function, alias);
            Optional<String> header = sticky.or(
                            () -> before.flatMap(a -> a.target().stickyHeader()))
                    .filter(text -> !text.isEmpty());
            AliasTarget target = new AliasTarget(version, other, header);
            Rollouts.supersede(c, function, alias, version);
            if (before.isEmpty() || before.get().version() != version) {
                push(c, function, alias, version);
            }
            return move(c, function, alias, target, Sql.now());
        });
        notifier.changed(RoutingChange.function(function));
        return pointer;
    }

    /**
     * Points the alias at what it named before: if there is a second version that gets a share of its calls, at the
     * first alone. Ends a rollout of the alias.
     *
     * @throws QuernException alias_not_found; conflict when nothing is left to go back to
     */
    public AliasPointer rollback(FunctionName function, String alias) {
        AliasPointer pointer = db.write(c -> {
            Versions.lock(c, function);
            AliasTarget now = locked(c, function, alias)
                    .orElseThrow(() -> unknown(function, alias))
                    .target();
            Rollouts.end(c, function, alias, "rolled back by hand");
            if (now.other().isPresent()) {
                return move(c, function, alias, alone(now.version(), now), Sql.now());
            }
            return popTo(c, function, alias, now);
        });
        notifier.changed(RoutingChange.function(function));
        return pointer;
    }

    /** What {@link #rollback} would point the alias at; empty if it would refuse. */
    public Optional<Integer> before(FunctionName function, String alias) {
        return db.read(c -> {
            Optional<AliasTarget> now = locked(c, function, alias).map(AliasPointer::target);
            if (now.isEmpty() || now.get().other().isPresent()) {
                return now.map(AliasTarget::version);
            }
            return step(c, function, alias, now.get().version()).map(Step::version);
        });
    }

    /** @throws QuernException alias_not_found */
    public void remove(FunctionName function, String alias) {
        db.write(c -> {
            Versions.lock(c, function);
            Rollouts.end(c, function, alias, "the alias was removed");
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

    /** Under the function's lock: moves the alias to one version and records the step. */
    static AliasPointer point(Connection c, FunctionName function, String alias, int version, Instant now)
            throws SQLException {
        Optional<AliasTarget> before = locked(c, function, alias).map(AliasPointer::target);
        push(c, function, alias, version);
        AliasTarget target = before.map(b -> alone(version, b)).orElseGet(() -> AliasTarget.of(version));
        return move(c, function, alias, target, now);
    }

    /** Under the function's lock. */
    static Optional<AliasPointer> locked(Connection c, FunctionName function, String alias) throws SQLException {
        return Sql.one(c, Aliases::row, SELECT + " AND alias = ?", function.namespace(), function.name(), alias);
    }

    /** Under the function's lock; nothing is recorded of it. */
    static AliasPointer move(Connection c, FunctionName function, String alias, AliasTarget target, Instant now)
            throws SQLException {
        Sql.update(
                c,
                "INSERT INTO aliases (namespace, function, alias, version, other, other_percent, sticky_header,"
                        + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (namespace, function, alias)"
                        + " DO UPDATE SET version = excluded.version, other = excluded.other,"
                        + " other_percent = excluded.other_percent, sticky_header = excluded.sticky_header,"
                        + " updated_at = excluded.updated_at",
                function.namespace(),
                function.name(),
                alias,
                target.version(),
                target.other().map(AliasTarget.Share::version),
                target.other().map(AliasTarget.Share::percent),
                target.stickyHeader(),
                now);
        return new AliasPointer(function, alias, target, now);
    }

    /** One version, sticky as before should there be two again. */
    static AliasTarget alone(int version, AliasTarget before) {
        return new AliasTarget(version, Optional.empty(), before.stickyHeader());
    }

    private static void push(Connection c, FunctionName function, String alias, int version) throws SQLException {
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
    }

    private record Step(int number, int version) {}

    /** The latest that pointed elsewhere. */
    private static Optional<Step> step(Connection c, FunctionName function, String alias, int now) throws SQLException {
        return Sql.one(
                c,
                row -> new Step(row.getInt(1), row.getInt(2)),
                "SELECT step, version FROM alias_steps WHERE namespace = ? AND function = ? AND alias = ?"
                        + " AND version <> ? ORDER BY step DESC LIMIT 1",
                function.namespace(),
                function.name(),
                alias,
                now);
    }

    private static AliasPointer popTo(Connection c, FunctionName function, String alias, AliasTarget now)
            throws SQLException {
        Step step = step(c, function, alias, now.version())
                .orElseThrow(() -> new QuernException(
                        ErrorCode.CONFLICT,
                        "The alias '" + alias + "' of " + function + " has named no other version that still exists",
                        "Choose a version yourself with 'quern alias set'."));
        dropSteps(c, function, alias, step.number());
        return move(c, function, alias, alone(step.version(), now), Sql.now());
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

    static QuernException unknown(FunctionName function, String alias) {
        return new QuernException(ErrorCode.ALIAS_NOT_FOUND, "There is no alias '" + alias + "' of " + function);
    }

    static AliasPointer row(ResultSet row) throws SQLException {
        Optional<Integer> other = Sql.integer(row, "other");
        double percent = row.getDouble("other_percent");
        return new AliasPointer(
                new FunctionName(row.getString("namespace"), row.getString("function")),
                row.getString("alias"),
                new AliasTarget(
                        row.getInt("version"),
                        other.map(version -> new AliasTarget.Share(version, percent)),
                        Sql.text(row, "sticky_header")),
                Sql.instant(row, "updated_at"));
    }
}
