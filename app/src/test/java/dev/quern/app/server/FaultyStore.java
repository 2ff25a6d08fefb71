package dev.quern.app.server;

import static org.awaitility.Awaitility.await;

import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A PostgreSQL that is not the server's own, on a small file system of its own, behind a network of its own:
 * everything about it can fail.
 */
final class FaultyStore implements AutoCloseable {
    private static final Duration RESTART = Duration.ofMinutes(1);
    private static final int MEBIBYTES = 512;

    private final SmallDisk disk;
    private final Store store;
    private final StoreProxy proxy;

    FaultyStore(Path directory) throws IOException, InterruptedException {
        disk = SmallDisk.mount(directory.resolve("disk"), MEBIBYTES);
        store = Store.open(StoreSettings.embedded(disk.directory()));
        proxy = new StoreProxy(disk.directory().resolve("postgres/run/.s.PGSQL.5432"));
    }

    /** Makes a data directory use it; its keys are those of this store. */
    String[] use(Path data) throws IOException {
        for (String key : List.of(StoreSettings.MASTER_KEY, StoreSettings.ADMIN_KEY)) {
            Files.copy(disk.directory().resolve(key), data.resolve(key));
        }
        Path file = Files.createFile(
                data.resolve("store.url"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "postgresql://quern:unused@127.0.0.1:" + proxy.port() + "/postgres\n");
        return new String[] {"--store-url-file", file.toString()};
    }

    StoreProxy network() {
        return proxy;
    }

    /** Makes so large a share of the statements that insert tasks fail as transactions do that get in each other's way. */
    void conflicts(double share) {
        execute("CREATE OR REPLACE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN" + " IF random() < "
                + share + " THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF; RETURN NULL; END $$");
        execute(
                "CREATE OR REPLACE TRIGGER conflict AFTER INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION conflict()");
    }

    void noConflicts() {
        execute("DROP TRIGGER conflict ON tasks");
    }

    /** Leaves no byte on the disk. */
    void fill() throws IOException {
        disk.fill();
    }

    void empty() throws IOException {
        disk.empty();
    }

    /** The database's first process ends by SIGKILL; who looks after it starts it again. */
    void kill() throws IOException {
        List<String> pid = Files.readAllLines(disk.directory().resolve("postgres/data/postmaster.pid"));
        ProcessHandle.of(Long.parseLong(pid.getFirst().trim())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        proxy.close();
        store.close();
        disk.close();
    }

    private void execute(String sql) {
        // The database may have been killed a moment ago.
        await().atMost(RESTART).ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
            try (Connection c = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres", "quern", "unused");
                    Statement statement = c.createStatement()) {
                statement.execute(sql);
                return true;
            }
        });
    }
}
