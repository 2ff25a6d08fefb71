package dev.quern.store.backup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.Migrations;
import dev.quern.store.call.CallPartitions;
import dev.quern.store.task.TaskPartitions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a backup's entries in the order {@link Backup} writes them, and believes none of their sizes. */
final class BackupReader {
    private static final int LONGEST_TEXT = 1 << 20;

    private final TarArchiveInputStream tar;
    private final Map<String, String> files = new HashMap<>();
    private final List<TableSum> sums = new ArrayList<>();
    private List<String> tables = List.of();

    BackupReader(InputStream in) {
        tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    }

    /** The first entry: the schema the tables were copied from. */
    int schema() {
        String[] words = header().strip().split(" ");
        if (words.length < 2 || !words[0].equals(Backup.FORMAT) || !words[1].matches("\\d{1,6}")) {
            throw tooNew("format " + words[0]);
        }
        int schema = Integer.parseInt(words[1]);
        if (schema > Migrations.LATEST) {
            throw tooNew("schema " + schema);
        }
        tables = Tables.of(schema);
        return schema;
    }

    private String header() {
        try {
            TarArchiveEntry first = tar.getNextEntry();
            if (first != null && first.getName().equals("quern-backup")) {
                return text(first);
            }
        } catch (IOException e) {
            throw damaged("it is not a backup of Quern", e);
        }
        throw damaged("it is not a backup of Quern", null);
    }

    /** Loads all tables and checks them against the sums; returns the key files by name. */
    Map<String, String> load(Connection connection) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + String.join(", ", tables));
        }
        TableInput table = null;
        boolean complete = false;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName();
            int slash = name.indexOf('/');
            if (slash > 0) {
                table = next(connection, table, name.substring(0, slash));
                table.write(bytes(entry, TableOutput.CHUNK));
            } else if (name.equals("days")) {
                days(connection, text(entry));
            } else if (name.equals("task-days")) {
                taskDays(connection, text(entry));
            } else if (name.equals("sums")) {
                finish(table);
                table = null;
                compare(text(entry));
                complete = true;
            } else {
                files.put(name, text(entry));
            }
        }
        if (!complete) {
            throw damaged("its end is missing", null);
        }
        if (tables.contains("tasks")) {
            continueQueue(connection);
        }
        return files;
    }

    private TableInput next(Connection connection, @Nullable TableInput current, String table) throws SQLException {
        if (current != null && current.table().equals(table)) {
            return current;
        }
        finish(current);
        if (!tables.contains(table)) {
            throw damaged("it holds an unknown table", null);
        }
        return TableInput.open(connection, table);
    }

    private void finish(@Nullable TableInput table) throws SQLException {
        if (table != null) {
            sums.add(table.finish());
        }
    }

    /** Tables without rows have no entries. */
    private void compare(String expected) {
        for (String line : expected.strip().split("\n")) {
            boolean found = sums.stream().anyMatch(sum -> sum.line().strip().equals(line));
            if (!found && !line.contains(" 0 ")) {
                throw damaged("the table '" + line.split(" ")[0] + "' does not match its sum", null);
            }
        }
    }

    private static void days(Connection connection, String text) throws SQLException {
        try {
            for (String day : text.lines().toList()) {
                CallPartitions.create(connection, LocalDate.parse(day));
            }
        } catch (DateTimeException e) {
            throw damaged("a day cannot be read", e);
        }
    }

    private static void taskDays(Connection connection, String text) throws SQLException {
        try {
            for (String day : text.lines().toList()) {
                TaskPartitions.create(connection, TaskPartitions.Day.parse(day));
            }
        } catch (DateTimeException | QuernException e) {
            throw damaged("a day of finished tasks cannot be read", e);
        }
    }

    /** COPY fills an identity column without moving its sequence on: new tasks would go before old ones. */
    private static void continueQueue(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT setval(pg_get_serial_sequence('tasks', 'seq'),"
                    + " (SELECT coalesce(max(seq), 0) + 1 FROM tasks), false)");
        }
    }

    private String text(TarArchiveEntry entry) throws IOException {
        return new String(bytes(entry, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    private byte[] bytes(TarArchiveEntry entry, int most) throws IOException {
        if (entry.getSize() > most) {
            throw damaged("an entry is too large", null);
        }
        byte[] bytes = tar.readNBytes((int) entry.getSize());
        if (bytes.length < entry.getSize()) {
            throw damaged("it ends in the middle", null);
        }
        return bytes;
    }

    private static QuernException tooNew(String what) {
        return new QuernException(
                ErrorCode.UNSUPPORTED,
                "The backup has " + what + ", which this program does not know",
                "Restore it with the program that wrote it, or a newer one.");
    }

    static QuernException damaged(String how, @Nullable Throwable cause) {
        return new QuernException(ErrorCode.INVALID_ARGUMENT, "The backup is damaged: " + how, null, cause);
    }
}
