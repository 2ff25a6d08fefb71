package dev.quern.store.backup;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One table being filled by COPY. */
final class TableInput {
    private final String table;
    private final CopyIn copy;
    private final MessageDigest digest = TableSum.digest();

    private TableInput(String table, CopyIn copy) {
        this.table = table;
        this.copy = copy;
    }

    static TableInput open(Connection connection, String table) throws SQLException {
        return new TableInput(
                table, connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN"));
    }

    String table() {
        return table;
    }

    void write(byte[] bytes) throws SQLException {
        digest.update(bytes);
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    TableSum finish() throws SQLException {
        long rows = copy.endCopy();
        return new TableSum(table, rows, HexFormat.of().formatHex(digest.digest()));
    }
}
