package dev.quern.registry;

import java.util.Set;

/** The manifests a registry takes. */
public final class MediaTypes {
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Set<String> MANIFESTS =
            Set.of(MANIFEST, "application/vnd.docker.distribution.manifest.v2+json");
    private static final Set<String> INDEXES =
            Set.of(INDEX, "application/vnd.docker.distribution.manifest.list.v2+json");

    private MediaTypes() {}

    static boolean isManifest(String type) {
        return MANIFESTS.contains(type);
    }

    static boolean isIndex(String type) {
        return INDEXES.contains(type);
    }
}
