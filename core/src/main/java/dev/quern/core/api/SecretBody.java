package dev.quern.core.api;

import dev.quern.core.secret.SecretInfo;
import io.avaje.jsonb.Json;

/** A secret without its value, which no route gives. */
@Json
public record SecretBody(
        String namespace, String name, int version, int sizeBytes, String createdAt, String updatedAt) {
    public static SecretBody of(SecretInfo info) {
        return new SecretBody(
                info.name().namespace(),
                info.name().name(),
                info.version(),
                info.sizeBytes(),
                info.createdAt().toString(),
                info.updatedAt().toString());
    }
}
