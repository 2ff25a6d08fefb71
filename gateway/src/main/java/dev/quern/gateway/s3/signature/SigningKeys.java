package dev.quern.gateway.s3.signature;

import java.util.Optional;

/** Knows who may sign; asked for every request, so it answers from memory. */
@FunctionalInterface
public interface SigningKeys {
    Optional<SigningKey> find(String accessKeyId);
}
