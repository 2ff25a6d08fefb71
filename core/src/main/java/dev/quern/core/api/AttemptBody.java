package dev.quern.core.api;

import dev.quern.core.task.Attempt;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One ended attempt of a task. */
@Json
public record AttemptBody(
        int number,
        String node,
        String startedAt,
        String endedAt,
        @Nullable Integer exitCode,
        @Nullable String error,
        @Nullable String message,
        boolean platform) {
    public static AttemptBody of(Attempt attempt) {
        return new AttemptBody(
                attempt.number(),
                attempt.node(),
                attempt.startedAt().toString(),
                attempt.endedAt().toString(),
                attempt.exitCode().isPresent() ? attempt.exitCode().getAsInt() : null,
                attempt.error().orElse(null),
                attempt.message().orElse(null),
                attempt.platform());
    }

    public Attempt toAttempt() {
        return new Attempt(
                number,
                node,
                Instant.parse(startedAt),
                Instant.parse(endedAt),
                exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode),
                Optional.ofNullable(error),
                Optional.ofNullable(message),
                platform);
    }
}
