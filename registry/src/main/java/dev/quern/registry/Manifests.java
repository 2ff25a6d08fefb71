package dev.quern.registry;

import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Documents;
import dev.quern.images.oci.ImageArchive;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.StoredObject;
import dev.quern.store.registry.ManifestEntry;
import dev.quern.store.registry.Quota;
import dev.quern.store.registry.RegistryRows;
import dev.quern.store.registry.Repository;
import dev.quern.store.registry.StoredManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Manifests and their tags. */
public final class Manifests {
    /** Bytes of a manifest; clients expect registries to take this much. */
    public static final int MOST_BYTES = Documents.MAX_BYTES;

    private final RegistryRows rows;
    private final BlobBytes bytes;
    private final Quota quota;

    Manifests(RegistryRows rows, BlobBytes bytes, Quota quota) {
        this.quota = quota;
        this.rows = rows;
        this.bytes = bytes;
    }

    /** What became of a manifest that was pushed. */
    public sealed interface Put {
        /** It is there. */
        record Stored(StoredManifest manifest) implements Put {}

        /** It was pushed by a digest that is not its own. */
        record Differs(String actual) implements Put {}

        /** The repository has not all it names. */
        record Missing(List<String> digests) implements Put {}
    }

    /**
     * Takes a manifest.
     *
     * @param contentType as it was sent; empty for the manifest's own word
     * @throws QuernException invalid_argument or invalid_image for what is no manifest the registry takes
     */
    public Put put(Repository repository, Reference as, Optional<String> contentType, byte[] json) throws IOException {
        StoredManifest manifest = ManifestReader.read(as, contentType, json);
        if (as instanceof Reference.ByDigest(String digest) && !digest.equals(manifest.digest())) {
            return new Put.Differs(manifest.digest());
        }
        List<String> missing = rows.manifests().missing(repository.id(), manifest);
        if (missing.isEmpty()) {
            UUID upload = UUID.randomUUID();
            rows.uploads().begin(upload, repository.id());
            rows.blobs().announce(upload, manifest.digest(), json.length);
            if (!bytes.has(manifest.digest(), json.length)) {
                bytes.put(manifest.digest(), new ObjectContent.Stream(new ByteArrayInputStream(json)));
            }
            Optional<String> tag = as instanceof Reference.Tag(String name) ? Optional.of(name) : Optional.empty();
            missing = rows.manifests().put(upload, repository, manifest, tag, quota);
        }
        return missing.isEmpty() ? new Put.Stored(manifest) : new Put.Missing(missing);
    }

    public Optional<ManifestEntry> find(Repository repository, Reference reference) {
        return switch (reference) {
            case Reference.Tag(String name) -> rows.tags().find(repository.id(), name);
            case Reference.ByDigest(String digest) -> rows.manifests().find(repository.id(), digest);
        };
    }

    /** Removes a tag alone, or a manifest with all its tags; false when it is not there. */
    public boolean delete(Repository repository, Reference reference) {
        return switch (reference) {
            case Reference.Tag(String name) -> rows.tags().delete(repository, name);
            case Reference.ByDigest(String digest) -> rows.manifests().delete(repository, digest);
        };
    }

    /** The image, or the images of several platforms, a manifest stands for; to be unpacked. */
    public ImageArchive image(ManifestEntry manifest) {
        return new RegistryArchive(bytes, manifest);
    }

    /** A manifest that some repository has under this digest. */
    public Optional<ManifestEntry> anywhere(String digest) {
        return rows.manifests().anywhere(digest);
    }

    /** A manifest's bytes; empty when the object store has lost them. */
    public Optional<byte[]> bytes(String digest) throws IOException {
        Optional<StoredObject> stored = bytes.open(digest);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (StoredObject object = stored.get();
                var in = Channels.newInputStream(object.read(0, object.info().size()))) {
            return Optional.of(in.readNBytes(MOST_BYTES));
        }
    }
}
