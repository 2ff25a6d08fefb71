package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The directory of databases: made once by initdb beside its final place and renamed, so it is whole or absent. */
final class Cluster {
    private static final String MAJOR = PostgresLayout.VERSION.substring(0, PostgresLayout.VERSION.indexOf('.'));

    private Cluster() {}

    static void make(PostgresLayout layout, Account account, Launcher launcher) {
        try {
            if (Files.isDirectory(layout.cluster())) {
                checkMajor(layout);
                return;
            }
            Path partial = layout.home().resolve("data.partial");
            PostgresFiles.deleteTree(partial);
            Files.createDirectory(partial);
            PostgresFiles.owned(partial, account.id(), account.id(), "rwx------");
            initdb(launcher, partial);
            Files.move(partial, layout.cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void initdb(Launcher launcher, Path directory) throws IOException {
        Process process = launcher.start(
                "initdb",
                List.of(
                        "--pgdata=" + launcher.shown(directory),
                        "--username=quern",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--auth=peer",
                        "--no-instructions"));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new QuernException(
                        ErrorCode.UNAVAILABLE, "PostgreSQL's data directory cannot be made: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "Interrupted while making PostgreSQL's data directory");
        }
    }

    private static void checkMajor(PostgresLayout layout) throws IOException {
        String found = Files.readString(layout.cluster().resolve("PG_VERSION")).strip();
        if (!found.equals(MAJOR)) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "The data directory was written by PostgreSQL " + found + ", this program carries " + MAJOR,
                    "Run 'quern backup' with the program that wrote it, and 'quern restore' with this one.");
        }
    }
}
