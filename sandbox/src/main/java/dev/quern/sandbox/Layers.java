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
 * Quern's layers over an image: the mount points a read-only root must have and the files of name
 * resolution in one, init and its filter in another. Their directories are real ones and hide what an
 * image has at their place, so no link in an image leads a mount elsewhere. A function with mounts has a
 * layer with their targets too; the image's tree is never touched.
 */
final class Layers {
    static final String INIT = "/.quern/init";

    private static final List<String> POINTS = List.of("proc", "sys", "dev", "tmp", "etc");
    private static final String HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost\n";
    private static final String RESOLVER = "nameserver 127.0.0.1\noptions timeout:5 attempts:2\n";

    private final Path directory;
    private final ConcurrentHashMap<Contents, Path> byContents = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * @param directory for the layers
     * @param initLayer an empty directory for the layer with init, which all sandboxes have
     */
    Layers(Path directory, Path initLayer) {
        this.directory = directory;
        try {
            placeInit(initLayer);
        } catch (IOException e) {
            throw unusable(e);
        }
        layer(new Contents(List.of(), List.of(), false));
    }

    /**
     * The one layer that is not mapped: its owner does not exist in a sandbox. Init can be executed but not
     * read, and the two together make the kernel count init's memory as the machine's (would_dump in
     * fs/exec.c). So /proc/1 belongs to nobody in there: even the image's root can neither trace init nor
     * write its oom_score_adj.
     */
    private static void placeInit(Path layer) throws IOException {
        Path init = layer.resolve(INIT.substring(1));
        Path folder = Files.createDirectories(layer.resolve(".quern"));
        StateDirectory.program("init", init);
        Path filter = Files.write(folder.resolve("filter"), SeccompFilter.compile());
        Files.setPosixFilePermissions(layer, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(filter, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** What a layer has besides what all have. */
    private record Contents(List<String> targets, List<String> files, boolean resolver) {}

    /** The layer with the places of the spec's mounts and private files. */
    Path of(SandboxSpec spec) {
        List<String> targets =
                spec.mounts().stream().map(Mount::target).sorted().toList();
        return layer(new Contents(targets, spec.files(), spec.resolver()));
    }

    private Path layer(Contents contents) {
        return byContents.computeIfAbsent(contents, this::make);
    }

    private Path make(Contents contents) {
        Path layer = directory.resolve(Integer.toString(numbers.getAndIncrement()));
        try {
            Files.createDirectory(layer);
            for (String point : POINTS) {
                Files.createDirectory(layer.resolve(point));
            }
            Files.writeString(layer.resolve("etc/hosts"), HOSTS);
            Files.writeString(layer.resolve("etc/hostname"), OciConfig.HOSTNAME + "\n");
            Files.writeString(layer.resolve("etc/resolv.conf"), contents.resolver() ? RESOLVER : "");
            for (String target : contents.targets()) {
                Files.createDirectories(inside(layer, target));
            }
            for (String file : contents.files()) {
                Files.createDirectories(inside(layer, file).getParent());
            }
            if (!contents.files().isEmpty()) {
                Files.createDirectories(inside(layer, PrivateFiles.INSIDE));
            }
            open(layer);
            // Last, since they lead nowhere outside a sandbox.
            for (int i = 0; i < contents.files().size(); i++) {
                Path link = inside(layer, contents.files().get(i));
                Files.createSymbolicLink(link, Path.of(PrivateFiles.target(i)));
            }
            return layer;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Path inside(Path layer, String target) {
        Path inside = layer.resolve(target.substring(1)).normalize();
        if (!inside.startsWith(layer) || inside.equals(layer)) {
            throw QuernException.invalid("A mount's target must be below the container's root");
        }
        return inside;
    }

    private static QuernException unusable(IOException e) {
        return new QuernException(
                ErrorCode.INTERNAL, "A layer for sandboxes cannot be made: " + e.getMessage(), null, e);
    }

    /** Whatever the server's umask: everything readable by everyone. */
    private static void open(Path layer) throws IOException {
        try (var all = Files.walk(layer)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
        // runc gives a tmpfs the mode of the directory below it, whatever the mount's options say.
        Files.setAttribute(layer.resolve("tmp"), "unix:mode", 01777);
    }
}
