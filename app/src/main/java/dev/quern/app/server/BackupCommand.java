package dev.quern.app.server;

import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.store.backup.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quern backup FILE}: the embedded store and its keys, while the server runs or not. */
@Command(
        name = "backup",
        description = {
            "Write the embedded store of this machine into a file, while the server runs or not.",
            "The file holds every key: guard it. Images are not in it; load them again after a restore."
        })
public final class BackupCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "Made readable for its owner only")
    Path file = Path.of("");

    @Option(names = "--force", description = "Replace FILE if it exists")
    boolean force;

    public BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (Files.exists(file) && !force) {
            throw QuernException.invalid(file + " exists", "Name another file, or replace it with --force.");
        }
        Backup.toFile(session.dataOrDefault(), file.toAbsolutePath());
        session.err().println("backed up " + session.dataOrDefault() + " to " + file);
    }
}
