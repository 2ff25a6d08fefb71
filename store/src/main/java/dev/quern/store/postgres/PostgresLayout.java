package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where the embedded server keeps its things, all beneath {@code DATA/postgres}. That directory and
 * the binaries belong to root, only {@link #cluster} and {@link #sockets} to the server's user, so a
 * subverted server cannot lay links where root writes.
 *
 * @param home {@code DATA/postgres}
 * @param sockets normally beneath home; elsewhere when the path would not fit {@code sun_path}
 */
record PostgresLayout(Path home, Path sockets) {
    static final String VERSION = "18.6.0";
    static final String SOCKET_NAME = ".s.PGSQL.5432";

    /** sizeof(sockaddr_un.sun_path) less the terminating NUL (unix(7)). */
    private static final int MAX_SOCKET_PATH = 107;

    static PostgresLayout of(Path data) {
        Path home = data.toAbsolutePath().normalize().resolve("postgres");
        Path near = home.resolve("run");
        return new PostgresLayout(home, fits(near) ? near : far(home));
    }

    Path binaries() {
        return home.resolve("bin-" + VERSION);
    }

    Path cluster() {
        return home.resolve("data");
    }

    Path pidFile() {
        return cluster().resolve("postmaster.pid");
    }

    Path socket() {
        return sockets.resolve(SOCKET_NAME);
    }

    /** Private accounts file, see {@link Launcher}. */
    Path accounts() {
        return home.resolve("passwd");
    }

    Path hba() {
        return home.resolve("pg_hba.conf");
    }

    Path ident() {
        return home.resolve("pg_ident.conf");
    }

    private static boolean fits(Path directory) {
        return directory.resolve(SOCKET_NAME).toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }

    private static Path far(Path home) {
        String runtime = Account.isRoot() ? "/run" : System.getenv("XDG_RUNTIME_DIR");
        if (runtime == null || !Files.isDirectory(Path.of(runtime))) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The data directory's path is too long for a unix socket beneath it",
                    "Choose a data directory with a path of at most 75 characters.");
        }
        return Path.of(runtime, "quern-postgres-" + tag(home));
    }

    /** The same for the same directory, so that what a killed process left is found again. */
    private static String tag(Path home) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
