package dev.quern.registry;

import dev.quern.core.error.QuernException;
import dev.quern.images.oci.AnyManifest;
import dev.quern.images.oci.Documents;
import dev.quern.store.registry.StoredManifest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the registry must know of a manifest, read from its bytes. */
final class ManifestReader {
    private static final int MOST_REFERENCES = 10_000;

    private ManifestReader() {}

    /**
     * @param as how it is pushed, which says the kind of its digest
     * @throws QuernException invalid_argument or invalid_image for what is no manifest the registry takes
     */
    static StoredManifest read(Reference as, Optional<String> contentType, byte[] json) {
        AnyManifest manifest = Documents.any(json);
        String type = type(contentType, manifest);
        boolean index = MediaTypes.isIndex(type);
        if (manifest.schemaVersion() != 2 || (!index && !MediaTypes.isManifest(type))) {
            throw QuernException.invalid("Manifests of the kind '" + shown(type) + "', schema version "
                    + manifest.schemaVersion() + ", are not taken");
        }
        if (index && manifest.manifests() == null) {
            throw QuernException.invalid("An index lists manifests, this one does not");
        }
        if (!index && (manifest.config() == null || manifest.layers() == null)) {
            throw QuernException.invalid("A manifest names a configuration and layers, this one does not");
        }
        Map<String, String> annotations = annotations(manifest);
        return new StoredManifest(
                own(as, json),
                type,
                json.length,
                artifactType(manifest, index),
                Optional.ofNullable(manifest.subject()).map(ManifestReader::digest),
                annotations,
                index ? List.of() : blobs(manifest),
                index ? digests(Documents.list(manifest.manifests())) : List.of());
    }

    private static String own(Reference as, byte[] json) {
        String like = as instanceof Reference.ByDigest(String digest) ? digest : "sha256:";
        MessageDigest made = BlobDigest.like(like);
        made.update(json);
        return BlobDigest.text(like, made);
    }

    private static String type(Optional<String> contentType, AnyManifest manifest) {
        Optional<String> sent = contentType.map(text -> text.split(";", 2)[0].trim());
        Optional<String> own = Optional.ofNullable(manifest.mediaType()).filter(text -> !text.isEmpty());
        if (sent.isPresent() && own.isPresent() && !sent.equals(own)) {
            throw QuernException.invalid("The manifest calls itself '" + shown(own.get()) + "', its Content-Type is '"
                    + shown(sent.get()) + "'");
        }
        return sent.or(() -> own).orElse("");
    }

    private static List<String> blobs(AnyManifest manifest) {
        List<AnyManifest.Reference> all = new ArrayList<>();
        if (manifest.config() != null) {
            all.add(manifest.config());
        }
        all.addAll(Documents.list(manifest.layers()));
        // What is to be had elsewhere need not be here: a base layer whose licence forbids it.
        all.removeIf(blob -> blob.urls() != null && !blob.urls().isEmpty());
        return digests(all);
    }

    private static List<String> digests(List<AnyManifest.Reference> references) {
        if (references.size() > MOST_REFERENCES) {
            throw QuernException.invalid("A manifest names at most " + MOST_REFERENCES + " things");
        }
        return references.stream().map(ManifestReader::digest).distinct().toList();
    }

    private static String digest(AnyManifest.Reference reference) {
        if (reference.digest() == null || !BlobDigest.isDigest(reference.digest())) {
            throw QuernException.invalid("The manifest names something by another digest than sha256 or sha512");
        }
        return reference.digest();
    }

    /** As lists of referrers show it (distribution-spec, listing referrers). */
    private static Optional<String> artifactType(AnyManifest manifest, boolean index) {
        @Nullable
        String configType = manifest.config() == null ? null : manifest.config().mediaType();
        return Stream.of(
                        Optional.ofNullable(manifest.artifactType()),
                        index ? Optional.<String>empty() : Optional.ofNullable(configType))
                .flatMap(Optional::stream)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static Map<String, String> annotations(AnyManifest manifest) {
        Map<String, String> known = new HashMap<>();
        if (manifest.annotations() != null) {
            manifest.annotations().forEach((key, value) -> known.put(key, value == null ? "" : value));
        }
        // The database holds no NUL.
        if (known.entrySet().stream().anyMatch(e -> (e.getKey() + e.getValue()).indexOf('\0') >= 0)) {
            throw QuernException.invalid("An annotation of the manifest holds a NUL character");
        }
        return known;
    }

    private static String shown(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
