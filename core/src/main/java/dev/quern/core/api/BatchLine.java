package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** One line of the answer to {@code POST F/tasks/batch}, in the order of the tasks: an id or an error. */
@Json
public record BatchLine(@Nullable String id, ErrorBody.@Nullable Detail error) {}
