package dev.quern.gateway.build;

import dev.quern.core.access.Principal;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.Image;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.images.ImageStore;
import dev.quern.images.LoadedImage;
import dev.quern.images.oci.DirectoryArchive;
import dev.quern.manager.build.BuildImages;
import dev.quern.registry.LayoutPush;
import dev.quern.registry.Reference;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A namespace's images as bases of builds and as the place for what they make: an image is unpacked, and in the
 * registry as {@code namespace/name:tag}, unless its name is none that a registry takes.
 */
public final class NamespaceImages implements BuildImages {
    private final Images images;
    private final ImageStore trees;
    private final RoutingCache routing;
    private final String hub;
    private final Registry registry;
    private final Runnable pushed;

    /**
     * @param mirror asked instead of docker.io
     * @param pushed is told when tags of the registry have moved
     */
    public NamespaceImages(
            Images images,
            ImageStore trees,
            RoutingCache routing,
            Optional<String> mirror,
            Registry registry,
            Runnable pushed) {
        this.images = images;
        this.trees = trees;
        this.routing = routing;
        this.hub = mirror.orElse(HubNames.HUB);
        this.registry = registry;
        this.pushed = pushed;
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
    public Built take(Principal who, String namespace, String name, Path layout) {
        Optional<Target> target = target(namespace, name);
        // All that may fail comes before the names: a build ends with an image or with nothing.
        target.ifPresent(to -> push(to.repository(), Optional.empty(), layout));
        LoadedImage unpacked = images.unpack(who, namespace, layout);
        return new Built() {
            @Override
            public String digest() {
                return unpacked.image().digest();
            }

            @Override
            public void name() {
                images.name(namespace, name, unpacked);
                target.ifPresent(to -> push(to.repository(), Optional.of(to.tag()), layout));
                pushed.run();
            }

            @Override
            public void discard() {
                images.discard(unpacked);
            }
        };
    }

    /** Where the registry has an image of this name. */
    private record Target(RepositoryName repository, Reference.Tag tag) {}

    /** Empty for a name that a registry does not take. */
    private static Optional<Target> target(String namespace, String name) {
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        Optional<Reference.Tag> tag = Reference.parse(colon < 0 ? "latest" : name.substring(colon + 1))
                .flatMap(reference -> reference instanceof Reference.Tag named ? Optional.of(named) : Optional.empty());
        return RepositoryName.parse(namespace + "/" + (colon < 0 ? name : name.substring(0, colon)))
                .flatMap(repository -> tag.map(named -> new Target(repository, named)));
    }

    private void push(RepositoryName repository, Optional<Reference.Tag> tag, Path layout) {
        try (DirectoryArchive archive = DirectoryArchive.open(layout)) {
            new LayoutPush(registry, repository, archive).run(tag);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE, "The image cannot be kept in the registry: " + e.getMessage(), null, e);
        }
    }
}
