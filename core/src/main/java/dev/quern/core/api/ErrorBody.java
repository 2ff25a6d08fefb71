package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** Every error answer: {@code {"error":{"code":"image_not_found","message":"…","fix":"…","callId":"…"}}}. */
@Json
public record ErrorBody(Detail error) {
    /**
     * @param code the wire spelling of an {@link dev.quern.core.error.ErrorCode}
     * @param exitCode and stderrTail only where a function failed
     * @param limit which limit was hit, on 429
     * @param functionError what the function's own runtime told, as it came
     */
    @Json
    public record Detail(
            String code,
            String message,
            @Nullable String fix,
            @Nullable String callId,
            @Nullable Integer exitCode,
            @Nullable String stderrTail,
            @Nullable String limit,
            @Json.Raw @Nullable String functionError) {
        /** Of what no function's runtime told. */
        public Detail(
                String code,
                String message,
                @Nullable String fix,
                @Nullable String callId,
                @Nullable Integer exitCode,
                @Nullable String stderrTail,
                @Nullable String limit) {
            this(code, message, fix, callId, exitCode, stderrTail, limit, null);
        }
    }
}
