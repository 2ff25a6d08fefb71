package dev.quern.store.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files the first admin key is found in on the server's machine: one line, the bearer, for the command line; and the
 * same key as an AWS credentials file for S3 clients.
 */
public final class AdminKeyFile {
    private final Path file;
    private final Path s3File;

    public AdminKeyFile(Path file, Path s3File) {
        this.file = file;
        this.s3File = s3File;
    }

    void write(Bearer bearer, String signing) {
        PrivateFile.write(file, bearer.text() + "\n");
        writeS3(bearer.id(), signing);
    }

    /** Follows a rotation of the very key the file holds; other keys leave it alone. */
    void replace(Bearer bearer, String signing) {
        if (id().filter(bearer.id()::equals).isPresent()) {
            write(bearer, signing);
        }
    }

    /** Whether the key is there without its form for S3, as an older release left it. */
    boolean lacksS3() {
        return !Files.exists(s3File);
    }

    void writeS3(String id, String signing) {
        PrivateFile.write(
                s3File, "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + signing + "\n");
    }

    /** Of the key the file holds. */
    Optional<String> id() {
        try {
            return Files.exists(file)
                    ? Bearer.parse(Files.readString(file).strip()).map(Bearer::id)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
