package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * PUT F/scale.
 *
 * @param ref an alias or a version's number, live if it is left out
 * @param instances as many, no more and no fewer; without it their number follows use again
 */
@Json
public record ScalePut(@Nullable String ref, @Nullable Integer instances) {}
