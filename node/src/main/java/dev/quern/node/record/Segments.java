package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool's files, whose names sort by age. One is open for more records until it is taken to be
 * sent or holds {@link #SEGMENT_BYTES}, so that a long absence of the store leaves few. Guarded by
 * {@code this}.
 */
final class Segments {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final long SEGMENT_BYTES = 1L << 20;

    private final Path directory;
    private @Nullable Path open;
    private long openBytes;

    Segments(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Writes records for good: they are on the disk when this returns. */
    synchronized void append(List<CallRecord> records) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (CallRecord r : records) {
            lines.append(CallLine.write(r)).append('\n');
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        Path segment = open != null && openBytes < SEGMENT_BYTES ? open : next();
        // After a failure the file may end in half a line, to which nothing may be appended.
        open = null;
        try (FileChannel out = FileChannel.open(segment, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
            openBytes = out.size();
        }
        open = segment;
    }

    List<Path> oldestFirst() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** The records of a segment, to which none are added from now on; none if it was dropped meanwhile. */
    List<CallRecord> take(Path segment) throws IOException {
        synchronized (this) {
            if (segment.equals(open)) {
                open = null;
            }
        }
        try {
            return CallLine.readAll(segment);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Path next() throws IOException {
        dropOldest(oldestFirst());
        Path segment = directory.resolve(System.currentTimeMillis() + "-" + System.nanoTime() + ".ndjson");
        Files.createFile(segment);
        // The name must survive a crash of the machine as well as the bytes.
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        return segment;
    }

    static void dropOldest(List<Path> segments) throws IOException {
        long sum = 0;
        for (Path segment : segments.reversed()) {
            try {
                sum += Files.size(segment);
            } catch (NoSuchFileException e) {
                // Sent meanwhile.
                continue;
            }
            if (sum > CallSpool.MOST_BYTES && Files.deleteIfExists(segment)) {
                LOG.warn("call records were dropped: the spool is full and the store does not take them");
            }
        }
    }
}
