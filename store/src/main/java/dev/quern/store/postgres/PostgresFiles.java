package dev.quern.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes the directories and the small files the server is shown, each with the owner it must have. */
final class PostgresFiles {
    private PostgresFiles() {}

    static void prepare(PostgresLayout layout, Account account, List<String> hbaLines) {
        try {
            Files.createDirectories(layout.home());
            owned(layout.home(), 0, account.id(), account.separate() ? "rwxr-x---" : "rwx------");
            Files.createDirectories(layout.sockets());
            owned(layout.sockets(), account.id(), account.id(), "rwx------");
            write(
                    layout.accounts(),
                    List.of(
                            "root:x:0:0:root:/:/bin/sh",
                            Account.NAME + ":x:" + account.id() + ":" + account.id() + "::/:/usr/sbin/nologin"),
                    account);
            write(layout.hba(), hbaLines, account);
            write(layout.ident(), List.of("quern " + account.caller() + " quern"), account);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An id of 0 leaves owner or group as they are: only the separate account needs changes. */
    static void owned(Path path, int uid, int gid, String mode) throws IOException {
        if (uid != 0) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
        if (gid != 0) {
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, List<String> lines, Account account) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        owned(fresh, 0, account.id(), account.separate() ? "rw-r-----" : "rw-------");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
