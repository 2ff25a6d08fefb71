package dev.quern.core.api;

import dev.quern.core.build.BuildRecord;
import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A build: what was asked for, how it stands, and what came of it. */
@Json
public record BuildBody(
        String id,
        String namespace,
        String name,
        String state,
        String file,
        @Nullable String descriptor,
        String createdBy,
        String createdAt,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable String base,
        @Nullable String baseDigest,
        @Nullable String imageDigest,
        @Nullable String error,
        @Nullable Integer errorLine) {

    /** @param whole with the descriptor, which listings leave out */
    public static BuildBody of(BuildRecord b, boolean whole) {
        return new BuildBody(
                b.id().toString(),
                b.namespace(),
                b.name(),
                b.state().wire(),
                b.file(),
                whole ? b.descriptor() : null,
                b.createdBy(),
                b.createdAt().toString(),
                b.startedAt().map(Instant::toString).orElse(null),
                b.finishedAt().map(Instant::toString).orElse(null),
                b.base().orElse(null),
                b.baseDigest().orElse(null),
                b.imageDigest().orElse(null),
                b.error().orElse(null),
                b.errorLine().orElse(null));
    }
}
