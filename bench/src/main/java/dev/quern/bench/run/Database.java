package dev.quern.bench.run;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.sql.StoreUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;

/** A PostgreSQL that Quern started, seen from beside it: through the same socket, as the same user. */
public final class Database {
    /** Of our own, beside Quern's: the same server, the same log, other tables. */
    private static final String OURS = "quern_bench";
    /** What Quern's pool and its listeners take, and a few for those who look on. */
    private static final int OTHERS = 12;

    private final Path socket;

    /** Of the server that runs on a data directory; makes a database for the bench's own tables if it is missing. */
    public static Database of(Path data) throws SQLException {
        Database database = new Database(EmbeddedPostgres.socketOf(data));
        if (database.number("SELECT count(*) FROM pg_database WHERE datname = '" + OURS + "'") == 0) {
            database.execute("CREATE DATABASE " + OURS);
        }
        return database;
    }

    private Database(Path socket) {
        this.socket = socket;
    }

    /** To the tables of Quern. */
    public Connection connect() throws SQLException {
        return StoreUrl.ofSocket(socket).connect();
    }

    /** Pooled, to the bench's own tables. */
    public HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(ours().source());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** In the bench's own database. */
    public void executeInOurs(String sql) throws SQLException {
        try (Connection c = ours().connect()) {
            execute(c, sql);
        }
    }

    /** In Quern's database, by a connection whose statements may take any time. */
    public void execute(String sql) throws SQLException {
        try (Connection c = connect()) {
            execute(c, sql);
        }
    }

    /** The one number that a query of Quern's database gives. */
    public long number(String sql) throws SQLException {
        try (Connection c = connect();
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Connections a program beside Quern may take, at most {@code wanted}. */
    public int connections(int wanted) throws SQLException {
        long all = number("SELECT setting::int FROM pg_settings WHERE name = 'max_connections'");
        return (int) Math.min(wanted, all - OTHERS);
    }

    /** What makes libpq and its kin find the bench's own database. */
    public Map<String, String> environment() {
        return Map.of("PGHOST", directory(), "PGUSER", "quern", "PGDATABASE", OURS);
    }

    private StoreUrl ours() {
        return StoreUrl.parse("postgresql:///" + OURS + "?user=quern&host=" + directory());
    }

    private String directory() {
        return Objects.requireNonNull(socket.getParent()).toString();
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }
}
