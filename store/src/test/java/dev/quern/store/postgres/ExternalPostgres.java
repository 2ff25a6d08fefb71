package dev.quern.store.postgres;

import dev.quern.store.sql.StoreUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A PostgreSQL as others run one: reached by TCP with a password (SCRAM), the store's user owns its database
 * and nothing more, the server's own settings. On a loopback address of its own, so that the usual port is free.
 */
public final class ExternalPostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Supervisor supervisor;
    private final String url;

    private ExternalPostgres(Supervisor supervisor, String url) {
        this.supervisor = supervisor;
        this.url = url;
    }

    public static ExternalPostgres start(Path directory) throws SQLException {
        PostgresLayout layout = PostgresLayout.of(directory);
        Account account = Account.choose(layout);
        long self = ProcessHandle.current().pid();
        String address = "127.77." + (1 + self / 250 % 250) + "." + (1 + self % 250);
        PostgresFiles.prepare(
                layout, account, List.of("local all quern peer map=quern", "host app app 127.0.0.0/8 scram-sha-256"));
        Binaries.unpack(layout, account);
        Launcher launcher = new Launcher(layout, account);
        Cluster.make(layout, account, launcher);
        Supervisor supervisor = new Supervisor(
                layout,
                launcher,
                List.of(
                        "-D",
                        launcher.shown(layout.cluster()),
                        "-c",
                        "listen_addresses=" + address,
                        "-c",
                        "unix_socket_directories=" + launcher.shown(layout.sockets()),
                        "-c",
                        "hba_file=" + launcher.shown(layout.hba()),
                        "-c",
                        "ident_file=" + launcher.shown(layout.ident())));
        supervisor.start(START_LIMIT);
        String password = UUID.randomUUID().toString();
        try (Connection c = StoreUrl.ofSocket(layout.socket()).connect();
                Statement statement = c.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE app OWNER app");
        }
        return new ExternalPostgres(supervisor, "postgresql://app:" + password + "@" + address + ":5432/app");
    }

    /** A file with its URL, as {@code --store-url-file} takes it. */
    public Path urlFile(Path directory) throws IOException {
        Path file = Files.createFile(
                directory.resolve("store.url"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, url + "\n");
    }

    @Override
    public void close() {
        supervisor.stop();
    }
}
