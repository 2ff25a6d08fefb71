package dev.quern.app.server;

import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.store.backup.Restore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quern restore FILE}: into a data directory that holds no store yet. */
@Command(
        name = "restore",
        description = {
            "Make the embedded store of an empty data directory from a backup.",
            "The keys of the backup are valid again. Load the images again afterwards."
        })
public final class RestoreCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "From quern backup")
    Path file = Path.of("");

    public RestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Restore.read(session.dataOrDefault(), in);
        } catch (IOException e) {
            throw QuernException.invalid("The backup cannot be read: " + e.getMessage());
        }
        session.err().println("restored " + file + " into " + session.dataOrDefault());
    }
}
