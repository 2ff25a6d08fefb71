package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.ImagePage;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.images.ImageStore;
import dev.quern.images.LoadedImage;
import dev.quern.images.Progress;
import dev.quern.images.oci.ImageArchive;
import dev.quern.store.Store;
import dev.quern.store.image.NamedImage;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** {@code /v1/images}: unpacked trees on this machine, known to the namespaces that loaded them. */
public final class Images {
    /** Printable ASCII without blanks: more than registries take, less than a terminal minds. */
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,512}");

    private static final int MOST_NAMES = 100;

    private final Store store;
    private final ImageStore trees;
    private final RoutingCache routing;
    /** Held while a tree and what the store knows of it change together. */
    private final ReentrantLock pairing = new ReentrantLock();

    public Images(Store store, ImageStore trees, RoutingCache routing) {
        this.store = store;
        this.trees = trees;
        this.routing = routing;
    }

    /**
     * Loads an archive.
     *
     * @param name what to call the image; empty for the archive's own names
     */
    public ImageBody load(
            Principal who, String namespace, Optional<String> name, InputStream archive, Progress progress) {
        requireDeveloper(who, namespace);
        name.ifPresent(Images::checkName);
        return add(namespace, name, trees.load(archive, progress));
    }

    /** Unpacks an OCI image layout of this machine; nobody knows of it before it is named. */
    public LoadedImage unpack(Principal who, String namespace, Path layout) {
        requireDeveloper(who, namespace);
        return trees.load(layout, Progress.NONE);
    }

    /** Has the namespace hold what was unpacked, under this name alone. */
    public ImageBody name(String namespace, String name, LoadedImage unpacked) {
        checkName(name);
        return add(namespace, Optional.of(name), unpacked);
    }

    /** Removes what was unpacked and not named, unless somebody else has it. */
    public void discard(LoadedImage unpacked) {
        String digest = unpacked.image().digest();
        pairing.lock();
        try {
            if (!unpacked.alreadyPresent()
                    && store.images().find(Optional.empty(), digest).isEmpty()
                    && trees.find(digest).isPresent()) {
                trees.remove(digest);
            }
        } finally {
            pairing.unlock();
        }
    }

    /** @param source {@code docker://registry/name:tag} */
    public ImageBody pull(
            Principal who,
            String namespace,
            Optional<String> name,
            String source,
            Optional<Path> authFile,
            Progress progress) {
        requireDeveloper(who, namespace);
        name.ifPresent(Images::checkName);
        return add(namespace, name, trees.pull(source, authFile, progress));
    }

    /** Unpacks an image of the registry, and has the namespace hold it; it goes by its digest alone. */
    public String unpack(String namespace, ImageArchive archive) {
        LoadedImage loaded = trees.load(archive, Progress.NONE);
        String digest = loaded.image().digest();
        if (!loaded.alreadyPresent()
                || store.images().find(Optional.of(namespace), digest).isEmpty()) {
            add(namespace, Optional.of(digest), loaded);
        }
        return digest;
    }

    /** Last loaded first, each with its names in the namespace; of all namespaces as {@code namespace/name}. */
    public ImagePage list(Principal who, Optional<String> namespace, int limit, Optional<String> cursor) {
        Optional<String> scope = Access.scope(who, Role.DEVELOPER, namespace);
        Page<NamedImage> page = store.images().list(scope, new PageRequest(limit, cursor));
        return new ImagePage(
                page.items().stream().map(image -> body(scope, image)).toList(),
                page.next().orElse(null));
    }

    public ImageBody get(Principal who, Optional<String> namespace, String digest) {
        Optional<String> scope = Access.scope(who, Role.DEVELOPER, namespace);
        return store.images()
                .find(scope, digest)
                .map(image -> body(scope, image))
                .orElseThrow(() -> Unknown.image(digest));
    }

    /** Takes the image from a namespace, or from all; its tree goes with the last that holds it. */
    public void remove(Principal who, Optional<String> namespace, String digest) {
        remove(Access.scope(who, Role.DEVELOPER, namespace), digest);
    }

    /** Takes an image no version uses from everybody. */
    void forget(String digest) {
        remove(Optional.empty(), digest);
    }

    /** Removes the tree of an image that stays known, since it can be unpacked again. */
    void drop(String digest) {
        pairing.lock();
        try {
            trees.remove(digest);
        } finally {
            pairing.unlock();
        }
    }

    private void remove(Optional<String> scope, String digest) {
        pairing.lock();
        try {
            boolean unused = store.images().remove(scope, digest);
            routing.refreshImages();
            if (unused && trees.find(digest).isPresent()) {
                trees.remove(digest);
            }
        } finally {
            pairing.unlock();
        }
    }

    private ImageBody add(String namespace, Optional<String> name, LoadedImage loaded) {
        List<String> names = name.map(List::of)
                .orElseGet(() -> loaded.names().stream()
                        .filter(n -> NAME.matcher(n).matches())
                        .limit(MOST_NAMES)
                        .toList());
        String digest = loaded.image().digest();
        pairing.lock();
        try {
            if (trees.find(digest).isEmpty()) {
                throw new QuernException(
                        ErrorCode.CONFLICT, "The image was removed while it was being loaded", "Load it again.");
            }
            // An image without a name would belong to no namespace; its digest names it as well.
            store.images().add(loaded.image(), namespace, names.isEmpty() ? List.of(digest) : names);
        } finally {
            pairing.unlock();
        }
        routing.refreshImages();
        return store.images()
                .find(Optional.of(namespace), digest)
                .map(image -> body(Optional.of(namespace), image))
                .orElseThrow(() -> Unknown.image(digest));
    }

    private void requireDeveloper(Principal who, String namespace) {
        Access.require(who, Role.DEVELOPER, namespace);
        if (store.namespaces().find(namespace).isEmpty()) {
            throw Unknown.namespace(namespace);
        }
    }

    /** @throws QuernException invalid_argument for what no image may be called */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches() || name.startsWith("sha256:")) {
            throw QuernException.invalid(
                    "This cannot be an image's name", "Use up to 512 printable characters, for example 'app:1'.");
        }
    }

    private static ImageBody body(Optional<String> scope, NamedImage named) {
        return Bodies.image(
                named.image(),
                named.names().stream()
                        .filter(name -> !name.name().equals(name.digest()))
                        .map(name -> scope.isPresent() ? name.name() : name.namespace() + "/" + name.name())
                        .toList());
    }
}
