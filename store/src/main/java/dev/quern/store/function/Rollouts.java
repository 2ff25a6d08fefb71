package dev.quern.store.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.name.FunctionName;
import dev.quern.core.release.Rollout;
import dev.quern.core.release.RolloutPlan;
import dev.quern.core.release.RolloutState;
import dev.quern.core.release.RolloutStep;
import dev.quern.core.value.Ids;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rollouts. Every change of one is made under its function's lock together with the alias it moves, and only while it
 * runs: whoever sets the alias by hand ends it in the same transaction, and the driver's next move finds it ended.
 */
public final class Rollouts {
    private final Db db;
    private final RoutingNotifier notifier;

    public Rollouts(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /**
     * Gives the newer version its first share of the alias's calls.
     *
     * @throws QuernException function_not_found, alias_not_found, version_not_found; conflict when a rollout of the
     *     alias runs, or it names two versions, or not {@code plan.from()}
     */
    public Rollout begin(FunctionName function, String alias, RolloutPlan plan, String createdBy) {
        Rollout begun = db.write(c -> {
            Versions.lock(c, function);
            AliasTarget target = Aliases.locked(c, function, alias)
                    .orElseThrow(() -> Aliases.unknown(function, alias))
                    .target();
            Versions.require(c, function, plan.to());
            if (RolloutRows.running(c, function, alias).isPresent()) {
                throw new QuernException(
                        ErrorCode.CONFLICT,
                        "A rollout of " + function + ":" + alias + " is under way",
                        "See 'quern function rollout " + function + "'; --abort ends it.");
            }
            if (target.other().isPresent() || target.version() != plan.from()) {
                throw new QuernException(
                        ErrorCode.CONFLICT,
                        function + ":" + alias + " does not name version " + plan.from() + " alone",
                        "Point it at one version with 'quern alias set' first.");
            }
            Instant now = Sql.now();
            Rollout rollout = new Rollout(
                    Ids.next(),
                    function,
                    alias,
                    plan,
                    RolloutState.RUNNING,
                    List.of(RolloutStep.begun(plan.percents().getFirst(), now)),
                    "begun",
                    now,
                    Optional.empty(),
                    createdBy);
            RolloutRows.insert(c, rollout);
            share(c, rollout, target, now);
            return rollout;
        });
        notifier.changed(RoutingChange.function(function));
        return begun;
    }

    public Optional<Rollout> find(UUID id) {
        return db.read(c -> Sql.one(c, RolloutRows::read, "SELECT * FROM rollouts WHERE id = ?", id));
    }

    /** Newest first. */
    public Page<Rollout> list(FunctionName function, PageRequest page) {
        UUID below = page.cursor().map(Rollouts::cursor).orElse(new UUID(-1L, -1L));
        List<Rollout> found = db.read(c -> Sql.list(
                c,
                RolloutRows::read,
                "SELECT * FROM rollouts WHERE namespace = ? AND function = ? AND id < ? ORDER BY id DESC LIMIT ?",
                function.namespace(),
                function.name(),
                below,
                page.fetch()));
        return Page.cut(found, page, r -> r.id().toString());
    }

    /** Those that run and are {@code driver}'s to move on, or were nobody's, for so long from now. */
    public List<Rollout> drive(UUID driver, Duration lease) {
        Instant now = Sql.now();
        return db.read(c -> Sql.list(
                c,
                RolloutRows::read,
                "UPDATE rollouts SET driver = ?, driven_until = ?"
                        + " WHERE state = 'running' AND (driver IS NULL OR driver = ? OR driven_until < ?) RETURNING *",
                driver,
                now.plus(lease),
                driver,
                now));
    }

    /** The driver is about to end: another may take its rollouts at once. */
    public void leave(UUID driver) {
        db.write(c -> Sql.update(c, "UPDATE rollouts SET driver = NULL WHERE driver = ?", driver));
    }

    /** Keeps what was measured; nothing if it has ended. */
    public void measured(Rollout rollout) {
        db.write(c -> RolloutRows.update(c, rollout));
    }

    /** The share of the rollout's present step takes effect; false when it has ended meanwhile. */
    public boolean next(Rollout rollout) {
        return change(rollout, c -> {
            AliasTarget target = target(c, rollout);
            share(c, rollout, target, Sql.now());
        });
    }

    /** The newer version alone has the alias from now on; false when the rollout has ended meanwhile. */
    public boolean succeed(Rollout rollout) {
        return change(
                rollout,
                c -> Aliases.point(
                        c, rollout.function(), rollout.alias(), rollout.plan().to(), Sql.now()));
    }

    /** The older version alone has the alias again; false when the rollout has ended meanwhile. */
    public boolean abort(Rollout rollout) {
        return change(rollout, c -> {
            AliasTarget target = target(c, rollout);
            Aliases.move(
                    c,
                    rollout.function(),
                    rollout.alias(),
                    Aliases.alone(rollout.plan().from(), target),
                    Sql.now());
        });
    }

    private interface Move {
        void make(Connection c) throws SQLException;
    }

    private boolean change(Rollout rollout, Move move) {
        boolean changed = db.write(c -> {
            Versions.lock(c, rollout.function());
            if (!RolloutRows.update(c, rollout)) {
                return false;
            }
            move.make(c);
            return true;
        });
        if (changed) {
            notifier.changed(RoutingChange.function(rollout.function()));
        }
        return changed;
    }

    private static AliasTarget target(Connection c, Rollout rollout) throws SQLException {
        return Aliases.locked(c, rollout.function(), rollout.alias())
                .orElseThrow(() -> Aliases.unknown(rollout.function(), rollout.alias()))
                .target();
    }

    private static void share(Connection c, Rollout rollout, AliasTarget now, Instant at) throws SQLException {
        AliasTarget.Share share =
                new AliasTarget.Share(rollout.plan().to(), rollout.step().percent());
        Aliases.move(
                c,
                rollout.function(),
                rollout.alias(),
                new AliasTarget(rollout.plan().from(), Optional.of(share), now.stickyHeader()),
                at);
    }

    /** Under the function's lock: the alias was given a version otherwise. */
    static void supersede(Connection c, FunctionName function, String alias, int version) throws SQLException {
        end(c, function, alias, "the alias was set to version " + version + " by hand");
    }

    /** Under the function's lock. */
    static void end(Connection c, FunctionName function, String alias, String why) throws SQLException {
        Optional<Rollout> running = RolloutRows.running(c, function, alias);
        if (running.isPresent()) {
            RolloutRows.update(c, running.get().ended(RolloutState.ABORTED, Sql.now(), why));
        }
    }

    private static UUID cursor(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid("The cursor is not one this listing gave out");
        }
    }
}
