package dev.quern.cli.image;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Streams;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file's content; its length is known only of a regular file, not of a pipe. */
public final class FileBody implements Body {
    private final Path file;
    private final long length;

    public FileBody(Path file) {
        this.file = file;
        try {
            this.length = Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException e) {
            throw QuernException.invalid("The file " + file + " cannot be read: " + e.getMessage());
        }
        if (length == 0) {
            throw QuernException.invalid("The file " + file + " is empty");
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long sent = Streams.copy(in, out);
            if (length >= 0 && sent != length) {
                throw new IOException("the file " + file + " changed its size while it was being sent");
            }
        }
    }
}
