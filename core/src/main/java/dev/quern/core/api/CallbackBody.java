package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** Who is told of a task's end, and whether they were; state is absent before there is something to tell. */
@Json
public record CallbackBody(
        String url,
        @Nullable String state,
        int attempts,
        @Nullable String lastError) {}
