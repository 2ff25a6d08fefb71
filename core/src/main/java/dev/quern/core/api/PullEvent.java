package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code POST /v1/images?source=docker://…} (NDJSON): progress lines, then exactly one
 * line with image or error.
 */
@Json
public record PullEvent(@Nullable String progress, @Nullable ImageBody image, ErrorBody.@Nullable Detail error) {}
