package dev.quern.objects.remote;

import dev.quern.objects.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Content whose end was seen: only then are its length and checksums known, which the remote store is told before the
 * first byte, and only then is it sure not to fail half-way. A file here, not synced: it need not outlive the process.
 */
record Spool(Path file, long size, Map<String, String> headers) implements AutoCloseable {
    static Spool of(ObjectContent content, Path directory) throws IOException {
        return switch (content) {
            case ObjectContent.File file -> new Spool(file.path(), Files.size(file.path()), Map.of());
            case ObjectContent.Stream stream -> {
                Path file = Files.createTempFile(directory, "spool", "");
                boolean whole = false;
                try (OutputStream out = Files.newOutputStream(file);
                        InputStream in = stream.bytes()) {
                    in.transferTo(out);
                    whole = true;
                } finally {
                    if (!whole) {
                        Files.delete(file);
                    }
                }
                yield new Spool(file, Files.size(file), stream.trailers().get());
            }
        };
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
