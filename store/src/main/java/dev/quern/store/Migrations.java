package dev.quern.store;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema to the version this program was written for. Flyway itself costs about a quarter of a
 * second in a cold JVM, so a database that is up to date is recognised by one query.
 */
public final class Migrations {
    /** The highest V-number in resources/db; a test compares. */
    public static final int LATEST = 13;

    private static final String HISTORY = "schema_history";

    private Migrations() {}

    static void migrate(DataSource source) {
        migrate(source, LATEST);
    }

    /** @throws QuernException unsupported when the schema is newer than this program */
    public static void migrate(DataSource source, int target) {
        int found = version(source);
        if (found > LATEST) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "The database has schema " + found + ", this program knows " + LATEST + " at most",
                    "Run the newer program that made it, or restore a backup made before.");
        }
        if (found >= target) {
            return;
        }
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db")
                    .table(HISTORY)
                    .target(Integer.toString(target))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE, "The database schema cannot be brought up to date", null, e);
        }
    }

    /** The schema's version, 0 for an empty database. */
    public static int version(DataSource source) {
        return new Db(source).read(c -> {
            if (!Sql.exists(c, "SELECT 1 WHERE to_regclass(?) IS NOT NULL", HISTORY)) {
                return 0;
            }
            if (Sql.exists(c, "SELECT 1 FROM " + HISTORY + " WHERE NOT success")) {
                throw new QuernException(
                        ErrorCode.UNAVAILABLE,
                        "An earlier change of the database schema failed half-way",
                        "Restore a backup.");
            }
            return Sql.one(
                            c,
                            row -> row.getInt(1),
                            "SELECT coalesce(max(version::integer), 0) FROM " + HISTORY + " WHERE version IS NOT NULL")
                    .orElse(0);
        });
    }
}
