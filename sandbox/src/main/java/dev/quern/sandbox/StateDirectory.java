package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The directory of one server's sandboxes. Nothing in it outlives the server but files, and those are
 * made anew at the next start.
 *
 * <pre>
 * spawn, spawn.lock    the spawner, and the file it keeps locked while it lives
 * layers/              what lies over image trees, see {@link Layers}
 * stage/               mount points, filled in each runtime's private mount namespace only
 * </pre>
 *
 * <p>What is written anew for every sandbox is in {@link VolatileDirectory}, in memory:
 *
 * <pre>
 * bundles/ID/          config.json
 * crun/ runc/          the runtimes' own records
 * </pre>
 */
final class StateDirectory {
    private final Path root;
    private final Path inMemory;

    StateDirectory(Path path) {
        try {
            Files.createDirectories(path);
            root = path.toRealPath();
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            inMemory = VolatileDirectory.of(root, instance(root));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Names this server's groups apart from those of another with another directory. */
    String instance() {
        return instance(root);
    }

    private static String instance(Path root) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(root.toString().getBytes());
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    Path spawner() {
        return root.resolve("spawn");
    }

    Path spawnerLock() {
        return root.resolve("spawn.lock");
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path stage() {
        return root.resolve("stage");
    }

    Path bundles() {
        return inMemory.resolve("bundles");
    }

    Path runtime(String name) {
        return inMemory.resolve(name);
    }

    /**
     * Waits until the spawner of a predecessor has ended.
     *
     * @throws QuernException conflict when it lives on, as that of a running server does
     */
    void awaitPredecessor(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (FileChannel file = FileChannel.open(spawnerLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (file.tryLock() == null) {
                if (System.nanoTime() > deadline) {
                    throw new QuernException(
                            ErrorCode.CONFLICT,
                            "Another server uses this directory for its sandboxes",
                            "Stop it, or give this one a directory of its own with --data.");
                }
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw unusable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "Interrupted while starting", null, e);
        }
    }

    /** Removes what is of no use to a successor. */
    void close() {
        if (inMemory.equals(root)) {
            Trees.delete(bundles());
        } else {
            Trees.delete(inMemory);
        }
    }

    /** Empties it and writes what a server needs. */
    void prepare() {
        try {
            Trees.delete(layers());
            Trees.delete(bundles());
            Trees.delete(stage());
            if (!inMemory.equals(root)) {
                VolatileDirectory.make(inMemory);
            }
            Files.createDirectories(layers());
            Files.createDirectories(bundles());
            for (String place :
                    new String[] {Stage.TREE, Stage.INIT, Stage.LAYER, Stage.ROOT, Stage.PRIVATE, Stage.SOCKETS}) {
                Files.createDirectories(stage().resolve(place));
            }
            for (int i = 0; i < SandboxSpec.MAX_MOUNTS; i++) {
                Files.createDirectories(stage().resolve(Stage.mount(i)));
            }
            program("spawn", spawner());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Writes one of the programs in the jar to {@code target}, executable. */
    static void program(String name, Path target) throws IOException {
        try (InputStream in = StateDirectory.class.getResourceAsStream("native/" + name)) {
            if (in == null) {
                throw new IOException("the program " + name + " is not part of this build");
            }
            // A new file rather than the old one's content: that may be running.
            Path fresh = target.resolveSibling("." + name + ".new");
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static QuernException unusable(IOException e) {
        return new QuernException(
                ErrorCode.INTERNAL, "The directory for sandboxes cannot be used: " + e.getMessage(), null, e);
    }
}
