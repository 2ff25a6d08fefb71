package dev.quern.manager.build;

import dev.quern.core.access.Principal;
import dev.quern.core.image.Image;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where builds take their bases from and put what they made: the platform's images, as the one who builds sees them. */
public interface BuildImages {
    /**
     * An image a build begins with.
     *
     * @param root its tree, owners unshifted, not to be changed
     */
    record Base(Image image, Path root) {}

    /**
     * The image of this name, pulled if the namespace has none of it.
     *
     * @throws dev.quern.core.error.QuernException image_not_found, registry_failed
     */
    Base base(Principal who, String namespace, String name, Consumer<String> progress);

    /** A built image that is all here, but for its name. */
    interface Built {
        String digest();

        /** Gives it the name it was taken for. */
        void name();

        /** It is not wanted after all. */
        void discard();
    }

    /**
     * Takes a built image; nobody can use it before it is named.
     *
     * @param name what it will be called
     * @param layout an OCI image layout; needed until the image is named or discarded
     */
    Built take(Principal who, String namespace, String name, Path layout);
}
