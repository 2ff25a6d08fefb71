package dev.quern.store.backup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.Migrations;
import dev.quern.store.StoreSettings;
import dev.quern.store.key.PrivateFile;
import dev.quern.store.lock.DataLock;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.sql.SqlErrors;
import dev.quern.store.sql.StoreUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Makes a store of a backup. The database is built in {@code DATA/restore.partial} at the schema the
 * backup was made with, checked against its sums, brought up to date and only then moved into place:
 * a restore cut off anywhere leaves a directory that can be restored into again.
 */
public final class Restore {
    private Restore() {}

    /**
     * Restores into {@code data}, which must hold no store; reads {@code backup} to its end.
     *
     * @throws QuernException conflict when there is a store already or Quern runs there,
     *     invalid_argument when the backup is damaged, unsupported when it is newer than this program
     */
    public static void read(Path data, InputStream backup) {
        try (DataLock _ = DataLock.acquire(data)) {
            refuseIfOccupied(data);
            Path partial = data.resolve("restore.partial");
            PartialRestore.clear(partial);
            Map<String, String> files = build(partial, backup);
            for (String name : new String[] {StoreSettings.MASTER_KEY, StoreSettings.ADMIN_KEY}) {
                if (files.containsKey(name)) {
                    PrivateFile.write(data.resolve(name), files.getOrDefault(name, ""));
                }
            }
            Path home = data.resolve("postgres");
            PartialRestore.clear(home);
            Files.move(partial.resolve("postgres"), home, StandardCopyOption.ATOMIC_MOVE);
            PartialRestore.clear(partial);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> build(Path partial, InputStream backup) {
        BackupReader reader = new BackupReader(backup);
        int schema = reader.schema();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(partial)) {
            StoreUrl url = StoreUrl.ofSocket(server.socket());
            Map<String, String> files = fill(url, reader, schema);
            Migrations.migrate(url.source(), Migrations.LATEST);
            return files;
        } catch (RuntimeException e) {
            PartialRestore.clear(partial);
            throw e;
        }
    }

    private static Map<String, String> fill(StoreUrl url, BackupReader reader, int schema) {
        try {
            Migrations.migrate(url.source(), schema);
            try (Connection connection = url.connect()) {
                connection.setAutoCommit(false);
                Map<String, String> files = reader.load(connection);
                connection.commit();
                return files;
            }
        } catch (SQLException e) {
            throw e.getSQLState() != null
                            && (e.getSQLState().startsWith("22")
                                    || e.getSQLState().startsWith("23"))
                    ? BackupReader.damaged("a table's rows cannot be read", e)
                    : SqlErrors.translate(e);
        } catch (IOException e) {
            throw BackupReader.damaged("it cannot be read as a tar", e);
        }
    }

    private static void refuseIfOccupied(Path data) {
        if (EmbeddedPostgres.existsIn(data)) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "There is a store in " + data + " already",
                    "Restore into an empty directory, or move 'postgres' away first.");
        }
    }
}
