package dev.quern.sandbox;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the small files of each sandbox's start go: a tmpfs where there is one, since on a disk's file
 * system they cost 1 ms of processor time for every sandbox and, on a busy machine, 10 ms of waiting for
 * the journal.
 */
final class VolatileDirectory {
    private static final List<Path> PLACES = List.of(Path.of("/run"), Path.of("/dev/shm"));
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx--x--x");

    private VolatileDirectory() {}

    /** The place for a state directory; not made yet. */
    static Path of(Path state, String instance) throws IOException {
        if (isInMemory(state)) {
            return state;
        }
        for (Path place : PLACES) {
            Path directory = place.resolve("quern-" + instance);
            if (isInMemory(place) && (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS) || isOurs(directory))) {
                return directory;
            }
        }
        return state;
    }

    private static boolean isInMemory(Path place) throws IOException {
        return Files.isDirectory(place) && Files.getFileStore(place).type().equals("tmpfs");
    }

    static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, MODE);
        } catch (FileAlreadyExistsException e) {
            if (!isOurs(directory)) {
                throw e;
            }
        }
    }

    /** Everybody can make names in /dev/shm: one that is there already must be root's, and root's alone to fill. */
    private static boolean isOurs(Path directory) throws IOException {
        Map<String, Object> found =
                Files.readAttributes(directory, "unix:uid,permissions,isDirectory", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(found.get("isDirectory"))
                && Integer.valueOf(0).equals(found.get("uid"))
                && MODE.equals(found.get("permissions"));
    }
}
