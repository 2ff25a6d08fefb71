package dev.quern.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One state directory and one busybox image for all tests of a JVM that do not need their own. */
final class Shared {
    static final Path DIRECTORY;
    static final Path TREE;
    static final Sandboxes SANDBOXES;

    static {
        try {
            DIRECTORY = Files.createTempDirectory("sandbox-test").toRealPath();
            Files.setPosixFilePermissions(
                    DIRECTORY, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            TREE = BusyboxTree.make(Files.createDirectories(DIRECTORY.resolve("tree")));
            SANDBOXES = Sandboxes.open(SandboxSettings.of(DIRECTORY.resolve("state")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        java.lang.Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            SANDBOXES.close();
            Trees.delete(DIRECTORY);
        }));
    }

    private Shared() {}
}
