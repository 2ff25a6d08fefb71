package dev.quern.node;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
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
        return new Mount(LayerDirectory.require(root, layer).toString(), layer.target(), false);
    }
}
