package dev.quern.node;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Layer;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The directory of an unpacked image that a layer names. */
public final class LayerDirectory {
    private LayerDirectory() {}

    /**
     * Where it is. Whether it is there is asked here, where the answer needs no path of this machine.
     *
     * @param root the image's tree
     * @throws QuernException invalid_argument when it is not, or is reached by a symbolic link, wherever that leads;
     *     unavailable when the tree is being removed
     */
    public static Path require(Path root, Layer layer) {
        String inside = layer.directory().substring(1);
        try (Directory tree = Directory.open(root)) {
            StringBuilder path = new StringBuilder();
            for (String part : inside.split("/", -1)) {
                path.append(path.isEmpty() ? "" : "/").append(part);
                requirePart(tree, path.toString(), layer);
            }
            return root.toRealPath().resolve(inside);
        } catch (LinuxException | IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE, "The image of the layer " + layer + " is being removed", "Try again.", e);
        }
    }

    private static void requirePart(Directory tree, String path, Layer layer) {
        String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try {
            tree.directory(bytes).close();
        } catch (LinuxException e) {
            String what = e.is(Errno.ELOOP)
                    ? leaves(tree, bytes) ? "a symbolic link that leaves the image" : "a symbolic link"
                    : e.is(Errno.ENOTDIR) ? "no directory" : "not there";
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The image of the layer " + layer + " has no directory " + layer.directory() + ": /" + path + " is "
                            + what,
                    "Name a directory of the image, none of whose parts is a symbolic link.",
                    e);
        }
    }

    private static boolean leaves(Directory tree, String path) {
        try {
            tree.place(path).close();
            return false;
        } catch (LinuxException e) {
            return e.is(Errno.EXDEV);
        }
    }
}
