package dev.quern.store.postgres;

import dev.quern.store.lock.DataLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL server of our own in {@code DATA/postgres}: reached by a unix socket only, by the user
 * who started it only (peer authentication), fsync on. It is restarted when it dies, and ends with
 * this process whatever kills it. One process at a time may hold a data directory.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Long, since crash recovery of a busy database takes its time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final String HBA = "local all quern peer map=quern";

    private final PostgresLayout layout;
    private final DataLock lock;
    private final Supervisor supervisor;

    private EmbeddedPostgres(PostgresLayout layout, DataLock lock, Supervisor supervisor) {
        this.layout = layout;
        this.lock = lock;
        this.supervisor = supervisor;
    }

    /**
     * Starts the server, making what is missing.
     *
     * @param data Quern's data directory
     * @throws dev.quern.core.error.QuernException conflict when another process holds the directory,
     *     unavailable when the server does not start
     */
    public static EmbeddedPostgres start(Path data) {
        PostgresLayout layout = PostgresLayout.of(data);
        DataLock lock = DataLock.acquire(layout.home());
        try {
            Account account = Account.choose(layout);
            PostgresFiles.prepare(layout, account, List.of(HBA));
            Binaries.unpack(layout, account);
            Launcher launcher = new Launcher(layout, account);
            Cluster.make(layout, account, launcher);
            Predecessor.end(layout);
            Supervisor supervisor = new Supervisor(layout, launcher, arguments(layout, launcher));
            supervisor.start(START_LIMIT);
            return new EmbeddedPostgres(layout, lock, supervisor);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The socket of the server in {@code data}, whether or not it runs: for a second process of the same user. */
    public static Path socketOf(Path data) {
        return PostgresLayout.of(data).socket();
    }

    /** Whether {@code data} holds a database already. */
    public static boolean existsIn(Path data) {
        return Files.isDirectory(PostgresLayout.of(data).cluster());
    }

    public Path socket() {
        return layout.socket();
    }

    /** The server's process id, 0 while it is being restarted. */
    public long pid() {
        return supervisor.pid();
    }

    @Override
    public void close() {
        supervisor.stop();
        if (!layout.sockets().startsWith(layout.home())) {
            PostgresFiles.deleteTree(layout.sockets());
        }
        lock.close();
    }

    private static List<String> arguments(PostgresLayout layout, Launcher launcher) {
        List<String> arguments = new ArrayList<>(List.of("-D", launcher.shown(layout.cluster())));
        for (String setting : List.of(
                "listen_addresses=",
                "unix_socket_directories=" + launcher.shown(layout.sockets()),
                "unix_socket_permissions=0700",
                "hba_file=" + launcher.shown(layout.hba()),
                "ident_file=" + launcher.shown(layout.ident()),
                "max_connections=40",
                "shared_buffers=64MB",
                // Nothing replicates from this server, and a helper process less each.
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_logical_replication_workers=0",
                "io_method=sync",
                "jit=off",
                "fsync=on",
                "full_page_writes=on",
                "synchronous_commit=on",
                "timezone=UTC",
                "log_timezone=UTC",
                "lc_messages=C")) {
            arguments.add("-c");
            arguments.add(setting);
        }
        return arguments;
    }
}
