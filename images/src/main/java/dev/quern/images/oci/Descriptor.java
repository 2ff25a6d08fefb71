package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reference to a blob (descriptor.md). */
@Json
public record Descriptor(
        @Nullable String mediaType,
        @Nullable String digest,
        long size,
        @Nullable Platform platform,
        @Nullable Map<String, String> annotations) {

    boolean isIndex() {
        return mediaType != null && (mediaType.endsWith(".index.v1+json") || mediaType.endsWith(".list.v2+json"));
    }

    /** Whether it is data about another manifest, as image builders add it, and no image. */
    boolean isAttestation() {
        return "attestation-manifest".equals(annotation("vnd.docker.reference.type"))
                || (platform != null && "unknown".equals(platform.os()));
    }

    @Nullable
    String annotation(String key) {
        return annotations == null ? null : annotations.get(key);
    }
}
