package dev.quern.registry;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.AnyManifest;
import dev.quern.images.oci.Digest;
import dev.quern.images.oci.Documents;
import dev.quern.images.oci.ImageArchive;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pushes the image of an OCI layout (image-layout.md) into a repository, blobs first, as a client does. */
public final class LayoutPush {
    private static final int PIECE = 1 << 20;
    private static final int DEEPEST = 4;

    private final Registry registry;
    private final Repository repository;
    private final ImageArchive layout;

    /** @param layout an OCI layout */
    public LayoutPush(Registry registry, RepositoryName name, ImageArchive layout) {
        this.registry = registry;
        this.repository = registry.rows().repositories().open(name.namespace(), name.text());
        this.layout = layout;
    }

    /**
     * Pushes what is not there yet and points the tag at it, if there is one to point.
     *
     * @throws QuernException invalid_image when the layout does not hold one whole image
     */
    public void run(Optional<Reference.Tag> tag) throws IOException {
        List<AnyManifest.Reference> images =
                Documents.list(Documents.any(layout.document("index.json")).manifests());
        if (images.size() != 1) {
            throw invalid("The layout holds " + images.size() + " images, not one");
        }
        AnyManifest.Reference image = images.getFirst();
        manifest(image, tag.isPresent() ? tag.get() : new Reference.ByDigest(digest(image)), 0);
    }

    private void manifest(AnyManifest.Reference reference, Reference as, int depth) throws IOException {
        byte[] json = layout.document(file(digest(reference)));
        AnyManifest manifest = Documents.any(json);
        if (depth == DEEPEST) {
            throw invalid("The image's index is nested too deeply");
        }
        for (AnyManifest.Reference child : Documents.list(manifest.manifests())) {
            manifest(child, new Reference.ByDigest(digest(child)), depth + 1);
        }
        List<AnyManifest.Reference> blobs = Stream.concat(
                        Stream.ofNullable(manifest.config()), Documents.list(manifest.layers()).stream())
                .toList();
        for (AnyManifest.Reference blob : blobs) {
            blob(digest(blob));
        }
        switch (registry.manifests().put(repository, as, Optional.ofNullable(reference.mediaType()), json)) {
            case Manifests.Put.Stored _ -> {}
            case Manifests.Put.Differs differs -> throw invalid("A manifest is in truth " + differs.actual());
            case Manifests.Put.Missing missing -> throw invalid("The layout lacks " + missing.digests());
        }
    }

    private void blob(String digest) throws IOException {
        Optional<Long> size = registry.rows().blobs().size(repository.id(), digest);
        if (size.isPresent() && registry.bytes().has(digest, size.get())) {
            return;
        }
        Upload upload = registry.uploads().begin(repository);
        try (InputStream in = layout.open(file(digest))) {
            upload.append(() -> next(in));
            Optional<String> other = upload.finish(digest);
            if (other.isPresent()) {
                throw invalid("A blob is not " + digest + " but " + other.get());
            }
        } catch (IOException | RuntimeException e) {
            registry.uploads().cancel(upload);
            throw e;
        }
    }

    private static @Nullable ByteBuffer next(InputStream in) throws IOException {
        byte[] piece = in.readNBytes(PIECE);
        return piece.length == 0 ? null : ByteBuffer.wrap(piece);
    }

    private static String file(String digest) {
        return "blobs/sha256/" + Digest.hex(digest);
    }

    private static String digest(AnyManifest.Reference reference) {
        if (!Digest.isDigest(reference.digest())) {
            throw invalid("'" + reference.digest() + "' is no digest");
        }
        return Objects.requireNonNull(reference.digest());
    }

    private static QuernException invalid(String message) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message);
    }
}
