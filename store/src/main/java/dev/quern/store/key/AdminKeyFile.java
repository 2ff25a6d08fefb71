package dev.quern.store.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file the command line on the same machine finds its admin key in; one line, the bearer. */
public final class AdminKeyFile {
    private final Path file;

    public AdminKeyFile(Path file) {
        this.file = file;
    }

    void write(Bearer bearer) {
        PrivateFile.write(file, bearer.text() + "\n");
    }

    /** Follows a rotation of the very key the file holds; other keys leave it alone. */
    void replace(Bearer bearer) {
        if (read().filter(held -> held.id().equals(bearer.id())).isPresent()) {
            write(bearer);
        }
    }

    private Optional<Bearer> read() {
        try {
            return Files.exists(file) ? Bearer.parse(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
