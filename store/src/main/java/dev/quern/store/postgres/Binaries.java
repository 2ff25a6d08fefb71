package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks the server's binaries from the class path, once for each version, all or nothing. */
final class Binaries {
    private Binaries() {}

    static void unpack(PostgresLayout layout, Account account) {
        Path target = layout.binaries();
        if (Files.isDirectory(target)) {
            return;
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        PostgresFiles.deleteTree(partial);
        try (InputStream archive = archive();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            directory(partial, account);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entry(tar, entry, partial, account);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void entry(TarArchiveInputStream tar, TarArchiveEntry entry, Path root, Account account)
            throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("an entry of the PostgreSQL archive leaves its root");
        }
        directory(entry.isDirectory() ? path : Objects.requireNonNull(path.getParent()), account);
        if (entry.isDirectory()) {
            return;
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (!entry.getName().endsWith(".a")) {
            Files.copy(tar, path);
            PostgresFiles.owned(path, 0, account.id(), (entry.getMode() & 0100) != 0 ? "rwxr-x---" : "rw-r-----");
        }
    }

    /** With its missing parents: the archive names some directories only after files in them. */
    private static void directory(Path path, Account account) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            directory(parent, account);
        }
        Files.createDirectory(path);
        PostgresFiles.owned(path, 0, account.id(), "rwxr-x---");
    }

    private static InputStream archive() {
        String architecture = System.getProperty("os.arch", "").equals("aarch64") ? "arm_64" : "x86_64";
        @Nullable InputStream found = Binaries.class.getResourceAsStream("/postgres-linux-" + architecture + ".txz");
        if (found == null) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "This build carries no PostgreSQL for " + System.getProperty("os.arch"),
                    "Use a PostgreSQL of yours with --store-url-file.");
        }
        return found;
    }
}
