package dev.quern.cli.access;

import dev.quern.cli.json.Json;
import dev.quern.cli.output.Format;
import dev.quern.cli.session.Session;
import dev.quern.core.api.KeyBody;
import dev.quern.core.api.KeyCreated;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Gives a new key's secret to its user, the only time it can be had. */
final class KeyHandover {
    @Option(names = "--to", paramLabel = "FILE", description = "Write the key to a new file only you can read.")
    @Nullable
    Path file;

    @Option(
            names = "--s3-to",
            paramLabel = "FILE",
            description = "Write its S3 access key to a new AWS credentials file only you can read.")
    @Nullable
    Path s3File;

    /** Refuses before a key is made whose secret could not be kept. */
    void check() {
        for (Path named : new Path[] {file, s3File}) {
            if (named != null && Files.exists(named)) {
                throw QuernException.invalid(named + " exists already", "Name a new file; no key is ever overwritten.");
            }
        }
    }

    void give(Session session, KeyCreated created) {
        KeyBody key = created.key();
        if (s3File != null) {
            write(
                    s3File,
                    "[default]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = "
                            + created.secretAccessKey());
        }
        if (file != null) {
            write(file, created.bearer());
            session.output().done(Views.KEY, key, "key " + key.id() + " is in " + file);
        } else if (session.output().format() == Format.json) {
            session.output().line(Json.pretty(created));
        } else {
            session.err()
                    .println("key " + key.id() + " (" + key.role() + " in " + key.namespace() + "), shown only now:");
            session.output().line(created.bearer());
            if (s3File == null) {
                session.err().println("for S3: access key " + key.id() + ", secret " + created.secretAccessKey());
            }
        }
    }

    private static void write(Path file, String text) {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            channel.write(StandardCharsets.UTF_8.encode(text + "\n"));
        } catch (IOException e) {
            throw QuernException.invalid(
                    "Cannot write " + file + ": " + e.getMessage(), "Rotate the key to get a new secret.");
        }
    }
}
