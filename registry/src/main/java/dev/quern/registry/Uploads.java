package dev.quern.registry;

import dev.quern.store.registry.Quota;
import dev.quern.store.registry.RegistryRows;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Blobs on their way in: a row and a file each, which outlive the server. What is known of them besides, a
 * running digest, is made again from the file when it is missing.
 */
public final class Uploads {
    private final RegistryRows rows;
    private final BlobBytes bytes;
    private final Path directory;
    private final Quota quota;
    private final Map<UUID, Upload> open = new ConcurrentHashMap<>();

    Uploads(RegistryRows rows, BlobBytes bytes, Path directory, Quota quota) throws IOException {
        this.quota = quota;
        this.rows = rows;
        this.bytes = bytes;
        this.directory = Files.createDirectories(directory);
    }

    /** Begins an upload; its id is not to be guessed. */
    public Upload begin(Repository repository) throws IOException {
        UUID id = UUID.randomUUID();
        Path file = Files.createFile(file(id));
        boolean begun = false;
        try {
            rows.uploads().begin(id, repository.id());
            begun = true;
        } finally {
            if (!begun) {
                Files.delete(file);
            }
        }
        Upload upload = new Upload(id, repository, file, this::finish);
        open.put(id, upload);
        return upload;
    }

    /** An upload under way to this repository, of this server or one before it. */
    public Optional<Upload> find(Repository repository, UUID id) throws IOException {
        if (!rows.uploads().touch(id, repository.id())) {
            open.remove(id);
            return Optional.empty();
        }
        Upload known = open.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        if (!Files.exists(file(id))) {
            return Optional.empty();
        }
        Upload again = new Upload(id, repository, file(id), this::finish);
        again.rehash();
        Upload other = open.putIfAbsent(id, again);
        return Optional.of(other == null ? again : other);
    }

    public void cancel(Upload upload) throws IOException {
        end(upload.id());
    }

    /** Bytes that may still be uploaded before the disk is full. */
    public long room() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Bytes the namespace may still push, with what its uploads hold already taken off. */
    public long left(String namespace) {
        if (quota.most().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long coming = open.values().stream()
                .filter(upload -> upload.repository().namespace().equals(namespace))
                .mapToLong(Upload::size)
                .sum();
        return Math.max(0, quota.most().get().bytes() - rows.repositories().bytes(namespace) - coming);
    }

    /** Ends uploads nobody has touched since, and removes files without an upload. */
    int expire(Instant before) throws IOException {
        int expired = rows.uploads().expire(before);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (isOlder(file, before) && !rows.uploads().exists(id(file))) {
                    open.remove(id(file));
                    Files.deleteIfExists(file);
                }
            }
        }
        return expired;
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Puts a whole upload where blobs are; the blob is there when this returns. */
    private void finish(Upload upload, String digest, long size) throws IOException {
        rows.blobs().announce(upload.id(), digest, size);
        if (bytes.has(digest, size)) {
            Files.deleteIfExists(file(upload.id()));
        } else {
            bytes.put(digest, new dev.quern.objects.ObjectContent.File(file(upload.id())));
        }
        rows.blobs().link(upload.id(), upload.repository(), digest, quota);
        open.remove(upload.id());
    }

    private void end(UUID id) throws IOException {
        open.remove(id);
        // First what takes room: on a full disk the row may have to wait for its expiry.
        Files.deleteIfExists(file(id));
        rows.uploads().end(id);
    }

    private Path file(UUID id) {
        return directory.resolve(id.toString());
    }

    private static UUID id(Path file) {
        try {
            return UUID.fromString(file.getFileName().toString());
        } catch (IllegalArgumentException e) {
            return new UUID(0, 0);
        }
    }
}
