package dev.quern.store;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.key.MasterKey;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ties a database to its master key: the database keeps a word sealed under it. A lost or exchanged key
 * file is noticed at the start, not at the first sealed secret.
 */
final class Installation {
    private static final String OWNER = "installation";
    private static final byte[] WORD = "quern".getBytes(StandardCharsets.US_ASCII);

    private Installation() {}

    static MasterKey masterKey(Db db, Path file) {
        Optional<byte[]> check = check(db);
        if (check.isPresent() && !Files.exists(file)) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The master key file " + file + " is missing, and this database was made with one",
                    "Put the file back from your backup.");
        }
        MasterKey master = Files.exists(file) ? MasterKey.read(file) : MasterKey.create(file);
        if (check.isEmpty()) {
            db.write(c -> Sql.update(
                    c,
                    "INSERT INTO installation (key_check, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    master.seal(WORD, OWNER),
                    Sql.now()));
        }
        verify(master, check(db).orElseThrow(), file);
        return master;
    }

    /** A word of this database's own, which its backups keep and no other has. */
    static String identity(Db db) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(check(db).orElseThrow());
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static Optional<byte[]> check(Db db) {
        return db.read(c -> Sql.one(c, row -> row.getBytes(1), "SELECT key_check FROM installation"));
    }

    private static void verify(MasterKey master, byte[] check, Path file) {
        try {
            master.open(check, OWNER);
        } catch (QuernException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The master key in " + file + " is not the one this database was made with",
                    "Put the right file back from your backup.",
                    e);
        }
    }
}
