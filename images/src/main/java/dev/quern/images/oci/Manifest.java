package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image manifest (manifest.md) or Docker's schema 2. */
@Json
public record Manifest(
        int schemaVersion,
        @Nullable String mediaType,
        @Nullable Descriptor config,
        @Nullable List<Descriptor> layers) {}
