package dev.quern.app.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a server keeps what lives no longer than the machine is up: {@code /run/quern/<data>}, one for
 * each data directory. Sandboxes' users pass through it, which they must not through the data
 * directory itself.
 */
final class RunDirectory {
    private static final Path BASE = Path.of("/run/quern");

    private RunDirectory() {}

    static Path of(Path data) {
        try {
            Path directory = BASE.resolve(name(data.toRealPath()));
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(BASE, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "A directory below " + BASE + " cannot be made: " + e.getMessage(),
                    "Run the server as root: sudo ./quern up.",
                    e);
        }
    }

    /** Short, since sockets and control groups carry it, and without a trace of the path. */
    private static String name(Path data) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(data.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
