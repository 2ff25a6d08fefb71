package dev.quern.manager.build;

import dev.quern.linux.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code DATA/builds}: {@code storage} and {@code run} are buildah's and belong to the ids builds run as;
 * {@code work/ID} is one build's and goes with it; {@code logs}.
 */
final class BuildFolders {
    private final Path data;
    private final Path base;
    private final long owner;

    BuildFolders(Path data, long owner) {
        this.data = data.toAbsolutePath();
        this.base = this.data.resolve("builds");
        this.owner = owner;
        try {
            for (String folder : new String[] {"work", "logs", "storage", "run"}) {
                Files.createDirectories(base.resolve(folder));
            }
            Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx------"));
            own(storage());
            own(run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Directory work = Directory.open(base.resolve("work"))) {
            work.list().forEach(work::removeTree);
        }
    }

    Path data() {
        return data;
    }

    Path storage() {
        return base.resolve("storage");
    }

    Path run() {
        return base.resolve("run");
    }

    Path logs() {
        return base.resolve("logs");
    }

    /** A new folder for one build, with an empty {@code context} and a {@code home} the build may write to. */
    Path makeWork(UUID build) throws IOException {
        Path work = base.resolve("work").resolve(build.toString());
        Files.createDirectories(work.resolve("context"));
        Files.createDirectories(work.resolve("home"));
        Files.createDirectories(work.resolve("image"));
        own(work.resolve("home"));
        own(work.resolve("image"));
        open(work);
        open(work.resolve("context"));
        return work;
    }

    /** Lets a build read it, whatever this process's umask is; nobody else gets to where it lies. */
    static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }

    void removeWork(UUID build) {
        try (Directory work = Directory.open(base.resolve("work"))) {
            work.removeTree(build.toString());
        }
    }

    /** Drops all bases and layers; no build runs meanwhile. */
    void dropStorage() {
        try (Directory builds = Directory.open(base)) {
            builds.removeTree("storage");
            builds.removeTree("run");
            builds.makeDirectory("storage", 0700);
            builds.makeDirectory("run", 0700);
        }
        own(storage());
        own(run());
    }

    /** Bytes of bases and layers. */
    long stored() {
        long[] sum = new long[1];
        try {
            Files.walkFileTree(storage(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, @Nullable IOException e) {
                    // gone meanwhile
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum[0];
    }

    private void own(Path folder) {
        try (Directory directory = Directory.open(folder)) {
            directory.chown((int) owner, (int) owner);
            directory.chmod(0700);
        }
    }
}
