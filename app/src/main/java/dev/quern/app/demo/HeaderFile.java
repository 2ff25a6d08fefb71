package dev.quern.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The key as a header line for {@code curl -H @FILE}, so that it never stands on a command line. */
final class HeaderFile {
    private HeaderFile() {}

    /** Writes anew, readable by its owner only from the first byte on. */
    static Path write(Path file, String key) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "Authorization: Bearer " + key + "\n", StandardOpenOption.WRITE);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
