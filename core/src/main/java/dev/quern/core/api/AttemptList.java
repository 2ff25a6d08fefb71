package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;

/** The ended attempts of a task, oldest first. */
@Json
public record AttemptList(List<AttemptBody> items) {}
