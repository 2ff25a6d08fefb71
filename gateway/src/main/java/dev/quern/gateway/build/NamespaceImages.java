package dev.quern.gateway.build;

import dev.quern.core.access.Principal;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.Image;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.images.ImageStore;
import dev.quern.manager.build.BuildImages;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A namespace's images as bases of builds and as the place for what they make. This is the seam to a registry: an
 * image that is to be pushed under {@code namespace/name:tag} is pushed in {@link #publish}.
 */
public final class NamespaceImages implements BuildImages {
    private final Images images;
    private final ImageStore trees;
    private final RoutingCache routing;
    private final String hub;

    /** @param mirror asked instead of docker.io */
    public NamespaceImages(Images images, ImageStore trees, RoutingCache routing, Optional<String> mirror) {
        this.images = images;
        this.trees = trees;
        this.routing = routing;
        this.hub = mirror.orElse(HubNames.HUB);
    }

    @Override
    public Base base(Principal who, String namespace, String name, Consumer<String> progress) {
        String digest;
        routing.refreshImages();
        try {
            digest = routing.imageDigest(namespace, name);
        } catch (QuernException e) {
            if (e.code() != ErrorCode.IMAGE_NOT_FOUND || name.startsWith("sha256:")) {
                throw e;
            }
            digest = pulled(who, namespace, name, progress, e);
        }
        Image image = trees.find(digest)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.IMAGE_NOT_FOUND,
                        "The base image '" + name + "' is not on this machine",
                        "Load it again: quern image load, or quern image pull."));
        return new Base(image, trees.root(digest));
    }

    private String pulled(
            Principal who, String namespace, String name, Consumer<String> progress, QuernException unknown) {
        progress.accept("The namespace has no image '" + name + "', pulling it");
        try {
            return images.pull(
                            who,
                            namespace,
                            Optional.of(name),
                            "docker://" + HubNames.qualified(name, hub),
                            Optional.empty(),
                            progress::accept)
                    .digest();
        } catch (QuernException e) {
            throw new QuernException(
                    e.code(),
                    "The base image '" + name + "' is neither loaded nor could it be pulled: " + e.text(),
                    "Load it with 'quern image load', or set build.base-mirror.",
                    unknown);
        }
    }

    @Override
    public String publish(Principal who, String namespace, String name, Path layout) {
        return images.load(who, namespace, name, layout).digest();
    }
}
