package dev.quern.gateway.resource;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
import dev.quern.node.ImageSource;
import dev.quern.node.LayerDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What layers of one version must keep to, and what they become when it is made. */
final class LayerRules {
    private LayerRules() {}

    /** @throws QuernException invalid_argument for too many, or one that would hide another or a mount */
    static void requireApart(List<Layer> layers, List<Mount> mounts) {
        if (!layers.isEmpty() && layers.size() + mounts.size() > Layer.MOST) {
            throw QuernException.invalid("A function has at most " + Layer.MOST + " layers and mounts together");
        }
        List<String> targets =
                new ArrayList<>(mounts.stream().map(Mount::target).toList());
        for (Layer layer : layers) {
            for (String target : targets) {
                if (layer.overlaps(target)) {
                    throw QuernException.invalid(
                            "The layer at " + layer.target() + " and what is mounted at " + target + " overlap",
                            "Give each a directory of its own, none below another.");
                }
            }
            targets.add(layer.target());
        }
    }

    /**
     * Looks at the trees of images that are here, or can be had; of others a node says the same when it needs them.
     *
     * @param layers pinned
     * @throws QuernException invalid_argument for a directory that its image lacks, or that a link leads to
     */
    static void requireDirectories(List<Layer> layers, ImageSource images) {
        for (Layer layer : layers) {
            layer.digest().flatMap(images::find).ifPresent(image -> LayerDirectory.require(image.root(), layer));
        }
    }

    /**
     * The configuration with its layers' names replaced by what they stand for now.
     *
     * @param digestOf finds an image by its name, and makes its namespace hold it
     */
    static FunctionConfig pinned(FunctionConfig config, UnaryOperator<String> digestOf) {
        return config.withLayers(config.layers().stream()
                .map(layer -> layer.image()
                        .map(name -> layer.pinned(digestOf.apply(layer.digest().orElse(name))))
                        .orElse(layer))
                .toList());
    }
}
