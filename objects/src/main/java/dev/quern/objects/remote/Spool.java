package dev.quern.objects.remote;

import dev.quern.objects.FullDisk;
import dev.quern.objects.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Content whose end was seen: only then are its length and checksums known, which the remote store is told before the
 * first byte, and only then is it sure not to fail half-way. A file here, not synced: it need not outlive the process.
 *
 * @param own whether the file is the caller's, who keeps it unless it was sent
 */
record Spool(Path file, boolean own, long size, Map<String, String> headers) implements AutoCloseable {
    /** Makes the directory, or removes what a process that is gone left in it. */
    static void clear(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> left = Files.list(directory)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    static Spool of(ObjectContent content, Path directory) throws IOException {
        return switch (content) {
            case ObjectContent.File file -> new Spool(file.path(), true, Files.size(file.path()), Map.of());
            case ObjectContent.Stream stream -> {
                try {
                    yield of(stream, directory);
                } catch (IOException e) {
                    throw FullDisk.explained(e);
                }
            }
        };
    }

    private static Spool of(ObjectContent.Stream stream, Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "spool", "");
        boolean whole = false;
        try (OutputStream out = Files.newOutputStream(file)) {
            InputStream in = stream.bytes();
            long size = in.transferTo(out);
            Spool spool = new Spool(file, false, size, stream.trailers().get());
            whole = true;
            return spool;
        } finally {
            if (!whole) {
                Files.delete(file);
            }
        }
    }

    /** The remote store has it. */
    void sent() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        if (!own) {
            Files.deleteIfExists(file);
        }
    }
}
