package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GET /v1/usage: sums over [from, to), oldest first, then by name.
 *
 * @param stepMillis the width of the sums in time; absent for one sum over all of it
 */
@Json
public record UsageList(
        String from, String to, String by, @Nullable Long stepMillis, List<UsageBody> items) {}
