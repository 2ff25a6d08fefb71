package dev.quern.store.function;

import dev.quern.core.name.FunctionName;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;

/** Absolute numbers of instances that versions were given. */
public final class Scales {
    /** @param instances 0 or more */
    public record Scale(FunctionName function, int version, int instances) {}

    private final Db db;
    private final RoutingNotifier notifier;

    public Scales(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /**
     * Gives the version a number, or takes it away.
     *
     * @throws dev.quern.core.error.QuernException function_not_found, version_not_found
     */
    public void set(FunctionName function, int version, OptionalInt instances) {
        db.write(c -> {
            Versions.lock(c, function);
            Versions.require(c, function, version);
            if (instances.isEmpty()) {
                return Sql.update(
                        c,
                        "DELETE FROM version_scales WHERE namespace = ? AND function = ? AND version = ?",
                        function.namespace(),
                        function.name(),
                        version);
            }
            return Sql.update(
                    c,
                    "INSERT INTO version_scales VALUES (?, ?, ?, ?) ON CONFLICT (namespace, function, version)"
                            + " DO UPDATE SET instances = excluded.instances",
                    function.namespace(),
                    function.name(),
                    version,
                    instances.getAsInt());
        });
        notifier.changed(RoutingChange.function(function));
    }

    static Scale row(ResultSet row) throws SQLException {
        return new Scale(
                new FunctionName(row.getString("namespace"), row.getString("function")),
                row.getInt("version"),
                row.getInt("instances"));
    }
}
