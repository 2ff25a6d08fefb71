package dev.quern.core.secret;

import java.time.Instant;

/**
 * All that is told of a secret.
 *
 * @param version how often it was set, the first time being 1
 * @param sizeBytes of its value
 */
public record SecretInfo(SecretName name, int version, int sizeBytes, Instant createdAt, Instant updatedAt) {}
