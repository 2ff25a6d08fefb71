package dev.quern.objects.disk;

import dev.quern.core.error.QuernException;
import dev.quern.store.object.ObjectRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files that no row refers to: what a crash left between a file and its row, and what a failed write could not
 * remove. Young ones are spared, since their row may be on its way; a write takes no longer than that to commit once
 * its last byte is there, and every byte makes its file young again.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration SPARED = Duration.ofHours(1);
    private static final int BATCH = 1000;

    private final ContentFiles files;
    private final ObjectRows rows;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("object-sweeper").factory());

    Sweeper(ContentFiles files, ObjectRows rows) {
        this.files = files;
        this.rows = rows;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::sweepQuietly, 60, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private void sweepQuietly() {
        try {
            int removed = sweep(Instant.now().minus(SPARED));
            if (removed > 0) {
                LOG.info("removed {} files that belonged to no object", removed);
            }
        } catch (IOException | QuernException e) {
            LOG.warn("Files of objects could not be swept; they are in an hour: {}", e.getMessage());
        }
    }

    /** Returns how many files were removed. */
    int sweep(Instant before) throws IOException {
        int removed = 0;
        for (int i = 0; i < 256 && !Thread.currentThread().isInterrupted(); i++) {
            removed += sweep(files.directory().resolve(String.format("%02x", i)), before);
        }
        return removed;
    }

    private int sweep(Path fan, Instant before) throws IOException {
        int removed = 0;
        List<UUID> batch = new ArrayList<>();
        try (Stream<Path> all = Files.list(fan)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (olderThan(file, before)) {
                    Rows.id(file.getFileName().toString()).ifPresent(batch::add);
                }
                if (batch.size() == BATCH) {
                    removed += remove(batch);
                }
            }
        }
        return removed + remove(batch);
    }

    private int remove(List<UUID> batch) throws IOException {
        if (batch.isEmpty()) {
            return 0;
        }
        Set<UUID> referred = rows.referred(batch);
        int removed = 0;
        for (UUID id : batch) {
            if (!referred.contains(id)) {
                files.delete(id);
                removed++;
            }
        }
        batch.clear();
        return removed;
    }

    private static boolean olderThan(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
