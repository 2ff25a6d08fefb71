package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A manifest or an index of any kind (image-spec 1.1, Docker's schema 2), as far as a registry looks into it. */
@Json
public record AnyManifest(
        int schemaVersion,
        @Nullable String mediaType,
        @Nullable String artifactType,
        @Nullable Reference config,
        @Nullable List<Reference> layers,
        @Nullable List<Reference> manifests,
        @Nullable Reference subject,
        @Nullable Map<String, @Nullable String> annotations) {

    /**
     * A descriptor.
     *
     * @param urls where else the content is; what has some need not be in the registry
     */
    @Json
    public record Reference(
            @Nullable String mediaType,
            @Nullable String digest,
            long size,
            @Nullable List<String> urls) {}
}
