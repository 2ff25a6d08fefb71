package dev.quern.images.pull;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** What a token server answers (Docker's token authentication; OAuth 2). */
@Json
record TokenAnswer(
        @Nullable String token,
        @Json.Property("access_token") @Nullable String accessToken) {}
