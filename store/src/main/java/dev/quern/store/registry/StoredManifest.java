package dev.quern.store.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest of a repository, without its bytes.
 *
 * @param artifactType as a list of referrers shows it
 * @param subject the digest of the manifest it is about
 * @param blobs what it cannot do without: configuration and layers
 * @param children the manifests it lists, when it is an index
 */
public record StoredManifest(
        String digest,
        String mediaType,
        long size,
        Optional<String> artifactType,
        Optional<String> subject,
        Map<String, String> annotations,
        List<String> blobs,
        List<String> children) {
    public StoredManifest {
        annotations = Map.copyOf(annotations);
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }
}
