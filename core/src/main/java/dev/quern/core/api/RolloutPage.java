package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a listing, newest first; next is the cursor of the following page, absent on the last. */
@Json
public record RolloutPage(List<RolloutBody> items, @Nullable String next) {}
