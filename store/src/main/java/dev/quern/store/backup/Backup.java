package dev.quern.store.backup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.Migrations;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.call.CallPartitions;
import dev.quern.store.lock.DataLock;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.sql.SqlErrors;
import dev.quern.store.sql.StoreUrl;
import dev.quern.store.task.TaskPartitions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes the embedded store into a tar, from one snapshot, while the server runs or not: the embedded
 * binaries carry no pg_dump. In this order: {@code quern-backup} (format, schema, time), {@code days}
 * (the calls table's), {@code task-days}
 * (the finished tasks'), {@code master.key} and {@code admin.key}, the tables' COPY streams in pieces,
 * {@code sums}. It holds every secret of the installation; images are not in it.
 */
public final class Backup {
    static final String FORMAT = "1";

    private Backup() {}

    /** Writes a backup of the store in {@code data} to a new file, whole or not at all, mode 0600. */
    public static void toFile(Path data, Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            try (FileChannel channel = FileChannel.open(
                    partial,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                write(data, Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            partial.toFile().delete();
        }
    }

    /**
     * Writes a backup; the stream stays open.
     *
     * @throws QuernException not_found when there is no embedded store in {@code data}
     */
    public static void write(Path data, OutputStream out) {
        if (!EmbeddedPostgres.existsIn(data)) {
            throw new QuernException(
                    ErrorCode.NOT_FOUND,
                    "There is no embedded store in " + data,
                    "Name the data directory with --data; an external database has its own backup.");
        }
        if (running(data)) {
            copy(data, out);
            return;
        }
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            if (store.ready()) {
                copy(data, out);
            }
        }
    }

    private static boolean running(Path data) {
        try {
            DataLock.acquire(data.resolve("postgres")).close();
            return false;
        } catch (QuernException e) {
            return true;
        }
    }

    private static void copy(Path data, OutputStream out) {
        StoreUrl url = StoreUrl.ofSocket(EmbeddedPostgres.socketOf(data));
        int schema = Migrations.version(url.source());
        try (Connection connection = url.connect();
                TarWriter tar = new TarWriter(out)) {
            snapshot(connection);
            tar.entry("quern-backup", FORMAT + " " + schema + " " + Instant.now() + "\n");
            tar.entry(
                    "days",
                    CallPartitions.days(connection).stream()
                            .map(LocalDate::toString)
                            .collect(Collectors.joining("\n")));
            if (schema >= 2) {
                tar.entry(
                        "task-days",
                        TaskPartitions.days(connection).stream()
                                .map(TaskPartitions.Day::toString)
                                .collect(Collectors.joining("\n")));
            }
            for (String file : new String[] {StoreSettings.MASTER_KEY, StoreSettings.ADMIN_KEY}) {
                if (Files.exists(data.resolve(file))) {
                    tar.entry(file, Files.readString(data.resolve(file)));
                }
            }
            tar.entry("sums", tables(connection, tar, schema));
        } catch (SQLException e) {
            throw SqlErrors.translate(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void snapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
    }

    private static String tables(Connection connection, TarWriter tar, int schema) throws SQLException, IOException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        StringBuilder sums = new StringBuilder();
        for (String table : Tables.of(schema)) {
            TableOutput out = new TableOutput(tar, table);
            // By a query, since COPY does not read a partitioned table itself.
            long rows = copy.copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT", out);
            sums.append(out.finish(rows).line());
        }
        return sums.toString();
    }
}
