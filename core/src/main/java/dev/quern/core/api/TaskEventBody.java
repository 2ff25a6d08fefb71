package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** The data of one server-sent event: how a task stands, with its progress where that is what happened. */
@Json
public record TaskEventBody(
        String id, String state, int attempt, @Nullable ProgressBody progress) {}
