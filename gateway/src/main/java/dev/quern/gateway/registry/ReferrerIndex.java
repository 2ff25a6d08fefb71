package dev.quern.gateway.registry;

import dev.quern.store.registry.ManifestEntry;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code …/referrers/DIGEST}: an image index of what is about a manifest. */
@Json
record ReferrerIndex(int schemaVersion, String mediaType, List<Entry> manifests) {
    /** A descriptor of one. */
    @Json
    record Entry(
            String mediaType,
            String digest,
            long size,
            @Nullable String artifactType,
            @Nullable Map<String, String> annotations) {
        static Entry of(ManifestEntry m) {
            return new Entry(
                    m.mediaType(),
                    m.digest(),
                    m.size(),
                    m.artifactType().orElse(null),
                    m.annotations().isEmpty() ? null : m.annotations());
        }
    }
}
