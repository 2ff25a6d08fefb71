package dev.quern.images.pull;

import io.avaje.jsonb.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of containers-auth.json(5). */
@Json
record AuthFile(@Nullable Map<String, Login> auths) {
    /** One registry's. */
    @Json
    record Login(
            @Nullable String auth,
            @Nullable String username,
            @Nullable String password,
            @Nullable String identitytoken,
            @Nullable String registrytoken) {}
}
