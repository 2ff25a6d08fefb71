package dev.quern.core.api;

import io.avaje.jsonb.Json;

/**
 * The answer to creating or rotating a key: the only time its secrets are shown. For S3 the access key id is the key's
 * id, and secretAccessKey belongs to it.
 */
@Json
public record KeyCreated(KeyBody key, String bearer, String secretAccessKey) {}
