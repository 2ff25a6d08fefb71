package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image index (image-index.md) or Docker manifest list. */
@Json
public record ImageIndex(
        int schemaVersion,
        @Nullable String mediaType,
        @Nullable List<Descriptor> manifests) {}
