package dev.quern.core.api;

import io.avaje.jsonb.Json;

/**
 * What the notifications of a namespace's tasks are signed with.
 *
 * @param secret 64 hex digits; their ASCII text is the HMAC's key
 */
@Json
public record CallbackSecretBody(String namespace, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "callback secret of " + namespace;
    }
}
