package dev.quern.store.function;

import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.util.List;

/** What routing a call needs of functions, read in one snapshot. */
public final class FunctionRoutes {
    /** Every version and alias of the functions asked for, and the numbers of instances that versions were given. */
    public record Routes(List<Version> versions, List<AliasPointer> aliases, List<Scales.Scale> scales) {}

    private final Db db;

    public FunctionRoutes(Db db) {
        this.db = db;
    }

    public Routes all() {
        return read("true");
    }

    public Routes of(FunctionName function) {
        return read("x.namespace = ? AND x.function = ?", function.namespace(), function.name());
    }

    private Routes read(String where, Object... arguments) {
        return db.write(c -> {
            Sql.update(c, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return new Routes(
                    Sql.list(
                            c,
                            VersionRows::read,
                            "SELECT " + VersionRows.COLUMNS + " FROM versions v WHERE " + where.replace("x.", "v."),
                            arguments),
                    Sql.list(c, Aliases::row, "SELECT x.* FROM aliases x WHERE " + where, arguments),
                    Sql.list(c, Scales::row, "SELECT x.* FROM version_scales x WHERE " + where, arguments));
        });
    }
}
