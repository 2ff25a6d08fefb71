package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.sandbox.seccomp.SeccompFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Quern's layer over an image: init and its filter, the mount points a read-only root must have, and the
 * files of name resolution. Its directories are real ones and hide what an image has at their place, so
 * no link in an image leads a mount elsewhere. A function with mounts has a layer with their targets too;
 * the image's tree is never touched.
 */
final class Layers {
    static final String INIT = "/.quern/init";

    private static final List<String> POINTS = List.of("proc", "sys", "dev", "tmp", ".quern", "etc");
    private static final String HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost\n";

    private final Path directory;
    private final ConcurrentHashMap<List<String>, Path> byTargets = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final byte[] filter = SeccompFilter.compile();

    Layers(Path directory) {
        this.directory = directory;
        of(List.of());
    }

    /** The layer with these mounts' targets. */
    Path of(List<Mount> mounts) {
        List<String> targets = mounts.stream().map(Mount::target).sorted().toList();
        return byTargets.computeIfAbsent(targets, this::make);
    }

    private Path make(List<String> targets) {
        Path layer = directory.resolve(Integer.toString(numbers.getAndIncrement()));
        try {
            Files.createDirectory(layer);
            for (String point : POINTS) {
                Files.createDirectory(layer.resolve(point));
            }
            StateDirectory.program("init", layer.resolve(INIT.substring(1)));
            Files.write(layer.resolve(".quern/filter"), filter);
            Files.writeString(layer.resolve("etc/hosts"), HOSTS);
            Files.writeString(layer.resolve("etc/hostname"), OciConfig.HOSTNAME + "\n");
            Files.createFile(layer.resolve("etc/resolv.conf"));
            for (String target : targets) {
                Path inside = layer.resolve(target.substring(1)).normalize();
                if (!inside.startsWith(layer)) {
                    throw QuernException.invalid("A mount's target must be below the container's root");
                }
                Files.createDirectories(inside);
            }
            open(layer);
            return layer;
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.INTERNAL, "A layer for sandboxes cannot be made: " + e.getMessage(), null, e);
        }
    }

    /** Whatever the server's umask: everything readable by everyone. */
    private static void open(Path layer) throws IOException {
        try (var all = Files.walk(layer)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                boolean executable = Files.isDirectory(path) || path.endsWith("init");
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
        // runc gives a tmpfs the mode of the directory below it, whatever the mount's options say.
        Files.setAttribute(layer.resolve("tmp"), "unix:mode", 01777);
    }
}
