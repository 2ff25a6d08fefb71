package dev.quern.core.build;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One build.
 *
 * @param name the image gets when it succeeds
 * @param file what was built from: {@code quern.yaml} or the Dockerfile's path in the directory
 * @param descriptor that file's text
 * @param createdBy the id of the key that asked for it
 * @param base the image it begins with, as the descriptor names it
 * @param imageDigest of what was built
 * @param error why it failed, with the line of the descriptor where that is known
 */
public record BuildRecord(
        UUID id,
        String namespace,
        String name,
        BuildState state,
        String file,
        String descriptor,
        String createdBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> base,
        Optional<String> baseDigest,
        Optional<String> imageDigest,
        Optional<String> error,
        Optional<Integer> errorLine) {}
