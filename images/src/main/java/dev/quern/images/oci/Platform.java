package dev.quern.images.oci;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** What an image runs on (image-index.md). */
@Json
public record Platform(
        @Nullable String architecture,
        @Nullable String os,
        @Nullable String variant) {}
