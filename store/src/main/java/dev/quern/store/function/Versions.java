package dev.quern.store.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Immutable versions. Whoever changes a function's versions or aliases first locks its row in {@code
 * version_numbers}, so those changes happen one after the other for each function and side by side
 * for different ones.
 */
public final class Versions {
    private final Db db;
    private final RoutingNotifier notifier;

    public Versions(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /**
     * Makes the next version, and the function if it is new, and points {@code live} at it.
     *
     * @throws QuernException namespace_not_found, image_not_found
     */
    public Version create(
            FunctionName function, String imageDigest, String imageName, FunctionConfig config, String createdBy) {
        return create(function, imageDigest, imageName, config, createdBy, true);
    }

    /**
     * As {@link #create(FunctionName, String, String, FunctionConfig, String)}.
     *
     * @param live whether {@code live} is pointed at it
     */
    public Version create(
            FunctionName function,
            String imageDigest,
            String imageName,
            FunctionConfig config,
            String createdBy,
            boolean live) {
        Version made = db.write(c -> {
            Instant now = Sql.now();
            requireNamespace(c, function.namespace());
            requireImage(c, imageDigest);
            int number = nextNumber(c, function);
            Sql.update(
                    c,
                    "INSERT INTO functions (namespace, name, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    function.namespace(),
                    function.name(),
                    now);
            Sql.update(
                    c,
                    "INSERT INTO versions (namespace, function, number, image_digest, image_name, config,"
                            + " created_at, created_by) VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?)",
                    function.namespace(),
                    function.name(),
                    number,
                    imageDigest,
                    imageName,
                    VersionRows.json(config),
                    now,
                    createdBy);
            if (live) {
                Rollouts.supersede(c, function, Aliases.LIVE, number);
                Aliases.point(c, function, Aliases.LIVE, number, now);
            }
            return new Version(function, number, imageDigest, imageName, config, now, createdBy);
        });
        notifier.changed(RoutingChange.function(function));
        return made;
    }

    public Optional<Version> find(FunctionName function, int number) {
        return db.read(c -> Sql.one(
                c,
                VersionRows::read,
                "SELECT " + VersionRows.COLUMNS
                        + " FROM versions v WHERE v.namespace = ? AND v.function = ? AND v.number = ?",
                function.namespace(),
                function.name(),
                number));
    }

    /** Highest number first. */
    public Page<Version> list(FunctionName function, PageRequest page) {
        int below = page.cursor().map(Versions::number).orElse(Integer.MAX_VALUE);
        List<Version> found = db.read(c -> Sql.list(
                c,
                VersionRows::read,
                "SELECT " + VersionRows.COLUMNS + " FROM versions v WHERE v.namespace = ? AND v.function = ?"
                        + " AND v.number < ? ORDER BY v.number DESC LIMIT ?",
                function.namespace(),
                function.name(),
                below,
                page.fetch()));
        return Page.cut(found, page, v -> Integer.toString(v.number()));
    }

    /** @throws QuernException version_not_found; in_use while an alias names the version */
    public void remove(FunctionName function, int number) {
        db.write(c -> {
            lock(c, function);
            Optional<String> alias = Sql.one(
                    c,
                    row -> row.getString(1),
                    "SELECT alias FROM aliases WHERE namespace = ? AND function = ? AND ? IN (version, other)",
                    function.namespace(),
                    function.name(),
                    number);
            if (alias.isPresent()) {
                throw new QuernException(
                        ErrorCode.IN_USE,
                        "The alias '" + alias.get() + "' names " + function + "@" + number,
                        "Point the alias at another version first.");
            }
            int removed = Sql.update(
                    c,
                    "DELETE FROM versions WHERE namespace = ? AND function = ? AND number = ?",
                    function.namespace(),
                    function.name(),
                    number);
            if (removed == 0) {
                throw unknown(function, number);
            }
            return true;
        });
        notifier.changed(RoutingChange.function(function));
    }

    static void lock(Connection c, FunctionName function) throws SQLException {
        if (!Sql.exists(
                c,
                "SELECT 1 FROM version_numbers WHERE namespace = ? AND function = ? FOR UPDATE",
                function.namespace(),
                function.name())) {
            throw Functions.unknown(function);
        }
    }

    static void require(Connection c, FunctionName function, int number) throws SQLException {
        if (!Sql.exists(
                c,
                "SELECT 1 FROM versions WHERE namespace = ? AND function = ? AND number = ?",
                function.namespace(),
                function.name(),
                number)) {
            throw unknown(function, number);
        }
    }

    static QuernException unknown(FunctionName function, int number) {
        return new QuernException(ErrorCode.VERSION_NOT_FOUND, "There is no version " + function + "@" + number);
    }

    private static int nextNumber(Connection c, FunctionName function) throws SQLException {
        return Sql.one(
                        c,
                        row -> row.getInt(1),
                        "INSERT INTO version_numbers VALUES (?, ?, 1) ON CONFLICT (namespace, function)"
                                + " DO UPDATE SET last = version_numbers.last + 1 RETURNING last",
                        function.namespace(),
                        function.name())
                .orElseThrow();
    }

    static void requireNamespace(Connection c, String namespace) throws SQLException {
        if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", namespace)) {
            throw new QuernException(
                    ErrorCode.NAMESPACE_NOT_FOUND,
                    "There is no namespace '" + namespace + "'",
                    "Make it with 'quern namespace create " + namespace + "'.");
        }
    }

    private static void requireImage(Connection c, String digest) throws SQLException {
        if (!Sql.exists(c, "SELECT 1 FROM images WHERE digest = ? FOR KEY SHARE", digest)) {
            throw new QuernException(
                    ErrorCode.IMAGE_NOT_FOUND, "There is no image " + digest, "Load it with 'quern image load'.");
        }
    }

    private static int number(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw QuernException.invalid("The cursor is not one this listing gave out");
        }
    }
}
