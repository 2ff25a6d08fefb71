package dev.quern.objects.disk;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Files that never change, {@code DIRECTORY/3f/3f….}: named by a random id, so none is ever found half-written under
 * the name of a whole one. Until a row refers to it a file is nothing; a row never refers to one that is not synced.
 */
final class ContentFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    /** Makes the directories, for their owner only, as far as they are missing. */
    ContentFiles(Path directory) throws IOException {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNERS_DIRECTORY);
            sync(directory.toAbsolutePath().resolveSibling(""));
        }
        for (int i = 0; i < 256; i++) {
            Path fan = directory.resolve(String.format("%02x", i));
            if (!Files.isDirectory(fan)) {
                Files.createDirectory(fan, OWNERS_DIRECTORY);
            }
        }
        sync(directory);
    }

    /** Ties the directory to its database: to another, every file would be one nobody refers to. */
    void claim(String database) throws IOException {
        Path file = directory.resolve("database");
        if (!Files.exists(file)) {
            Files.writeString(file.resolveSibling("database.new"), database + "\n");
            Files.move(file.resolveSibling("database.new"), file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        }
        if (!Files.readString(file).strip().equals(database)) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "The objects in " + directory + " belong to another database",
                    "Start the server on the database they were stored with.");
        }
    }

    Path directory() {
        return directory;
    }

    Path path(UUID id) {
        String name = id.toString();
        return directory.resolve(name.substring(0, 2)).resolve(name);
    }

    FileChannel create(UUID id) throws IOException {
        return FileChannel.open(path(id), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
    }

    FileChannel open(UUID id) throws IOException {
        return FileChannel.open(path(id), StandardOpenOption.READ);
    }

    /** Takes a file over, by renaming it when it is on the same file system, and makes it durable. */
    void adopt(Path file, UUID id) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path target = path(id);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            // Before it is here: the sweeper spares the young.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copy(file, id);
            Files.delete(file);
        }
        syncDirectory(id);
    }

    private void copy(Path file, UUID id) throws IOException {
        boolean whole = false;
        try (FileChannel from = FileChannel.open(file);
                FileChannel to = create(id)) {
            long size = from.size();
            for (long done = 0; done < size; ) {
                done += from.transferTo(done, size - done, to);
            }
            to.force(true);
            whole = true;
        } finally {
            if (!whole) {
                delete(id);
            }
        }
    }

    /** Gives a file a second name, durably: what never changes need not be copied. */
    void link(UUID existing, UUID id) throws IOException {
        // Both names have one age, and the sweeper spares the young.
        Files.setLastModifiedTime(path(existing), FileTime.from(Instant.now()));
        Files.createLink(path(id), path(existing));
        syncDirectory(id);
    }

    void delete(UUID id) throws IOException {
        Files.deleteIfExists(path(id));
    }

    void syncDirectory(UUID id) throws IOException {
        sync(path(id).resolveSibling(""));
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }
}
