package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** A task and how it stands now, after something was done with it; state is absent once it is purged. */
@Json
public record TaskStateBody(String id, @Nullable String state) {}
