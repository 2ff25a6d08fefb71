package dev.quern.core.function;

import dev.quern.core.name.FunctionName;
import java.time.Instant;

/**
 * An immutable version of a function: image, configuration, and who made it.
 *
 * @param number 1 and up, without gaps at creation; a removed number is never used again
 * @param imageDigest the image manifest's digest, fixed even if its tag moves
 * @param imageName the name the digest was found under, for people
 * @param createdBy the id of the key that deployed it
 */
public record Version(
        FunctionName function,
        int number,
        String imageDigest,
        String imageName,
        FunctionConfig config,
        Instant createdAt,
        String createdBy) {}
