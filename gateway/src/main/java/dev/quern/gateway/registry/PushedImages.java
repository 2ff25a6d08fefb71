package dev.quern.gateway.registry;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.routing.ImageFinder;
import dev.quern.registry.Reference;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import dev.quern.store.registry.ManifestEntry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds images in this server's registry: {@code media/thumbnail:1}, or {@code thumbnail:1} from within the
 * namespace. What a name stood for is remembered until images or tags change, so that a call by a name asks the
 * database once.
 */
public final class PushedImages implements ImageFinder {
    private static final int MOST_REMEMBERED = 10_000;

    private final Registry registry;
    private final Images images;
    private final Map<Asked, String> remembered = new ConcurrentHashMap<>();

    public PushedImages(Registry registry, Images images) {
        this.registry = registry;
        this.images = images;
    }

    private record Asked(String namespace, RepositoryName repository, Reference reference) {}

    /** Asks again what names stand for. */
    public void forget() {
        remembered.clear();
    }

    @Override
    public Optional<String> find(Principal who, String namespace, String text) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':', text.lastIndexOf('/') + 1);
        int end = at >= 0 ? at : colon >= 0 ? colon : text.length();
        Optional<Reference> reference =
                end == text.length() ? Reference.parse("latest") : Reference.parse(text.substring(end + 1));
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        String name = text.substring(0, end);
        return Stream.of(name, namespace + "/" + name)
                .flatMap(candidate -> RepositoryName.parse(candidate).stream())
                .filter(candidate -> who.may(Role.DEVELOPER, candidate.namespace()))
                .flatMap(candidate -> digest(new Asked(namespace, candidate, reference.get())).stream())
                .findFirst();
    }

    private Optional<String> digest(Asked asked) {
        String known = remembered.get(asked);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ManifestEntry> manifest = manifest(asked);
        Optional<String> digest = manifest.map(
                m -> images.unpack(asked.namespace(), registry.manifests().image(m)));
        if (digest.isPresent() && remembered.size() < MOST_REMEMBERED) {
            remembered.put(asked, digest.get());
            // A tag may have moved since it was read; who moved it has emptied this before.
            if (!manifest.equals(manifest(asked))) {
                remembered.remove(asked);
            }
        }
        return digest;
    }

    private Optional<ManifestEntry> manifest(Asked asked) {
        return registry.rows()
                .repositories()
                .find(asked.repository().text())
                .flatMap(repository -> registry.manifests().find(repository, asked.reference()));
    }
}
