package dev.quern.core.api;

import dev.quern.core.function.Serving;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a version of a server contract says of its server; what is absent has its default. */
@Json
public record ServerBody(
        @Nullable Integer port,
        @Nullable String readyPath,
        @Nullable Long startLimitMillis,
        @Nullable Boolean h2c) {
    static ServerBody of(Serving serving) {
        return new ServerBody(
                serving.port(),
                serving.readyPath().orElse(null),
                serving.startLimit().toMillis(),
                serving.h2c() ? true : null);
    }

    /** Checked. */
    public static Serving serving(@Nullable ServerBody body) {
        Serving defaults = Serving.DEFAULT;
        if (body == null) {
            return defaults;
        }
        return new Serving(
                body.port == null ? defaults.port() : body.port,
                Optional.ofNullable(body.readyPath),
                body.startLimitMillis == null ? defaults.startLimit() : Duration.ofMillis(body.startLimitMillis),
                body.h2c == null ? defaults.h2c() : body.h2c);
    }
}
