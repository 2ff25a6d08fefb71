package dev.quern.node;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
import dev.quern.linux.Directory;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Layers as what sandboxes mount: directories of unpacked images, or of the host. */
final class LayerMounts {
    private LayerMounts() {}

    /** @throws QuernException image_not_found, forbidden; invalid_argument for a directory that the image lacks */
    static List<Mount> of(NodeSettings settings, ImageSource images, List<Layer> layers) {
        return layers.stream().map(layer -> mount(settings, images, layer)).toList();
    }

    private static Mount mount(NodeSettings settings, ImageSource images, Layer layer) {
        if (layer.image().isEmpty()) {
            Mount mount = new Mount(layer.directory(), layer.target(), false);
            SandboxSpecs.requireAllowed(settings, mount);
            return mount;
        }
        Path root = images.require(layer.digest().orElseThrow()).root();
        String inside = layer.directory().substring(1);
        try (Directory tree = Directory.open(root)) {
            // Whether it is there is asked here, where the answer needs no path of this machine.
            tree.directory(new String(inside.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                    .close();
            return new Mount(root.toRealPath().resolve(inside).toString(), layer.target(), false);
        } catch (LinuxException | IOException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The image of the layer " + layer + " has no directory " + layer.directory(),
                    "Name a directory of the image, none of whose parts is a symbolic link.",
                    e);
        }
    }
}
