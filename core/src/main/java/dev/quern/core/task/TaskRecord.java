package dev.quern.core.task;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.usage.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * All that is shown of a task; its input and result are read apart.
 *
 * @param id UUIDv7, so ids sort by the time of submission
 * @param function empty for a task of an image without a function
 * @param version 0 when function is empty
 * @param config how to run the image when function is empty
 * @param held whether it waits for another task of its order key
 * @param dueAt when a scheduled or retrying task goes on
 * @param attempt the number of the attempt that runs or ran last, 0 before the first
 * @param attempts those that have ended, in their order
 * @param callback its notification, once there is something to notify of
 * @param startedAt of the attempt that runs or ran last
 * @param finishedAt when it came to a state that has an outcome
 * @param exitCode of the last attempt; {@code error} and {@code message} say why it is not succeeded
 * @param usage of all attempts together
 */
public record TaskRecord(
        UUID id,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        Optional<FunctionConfig> config,
        String keyId,
        Tier tier,
        TaskTerms terms,
        TaskState state,
        boolean held,
        boolean cancelRequested,
        List<String> arguments,
        long inputBytes,
        Optional<String> orderKey,
        Optional<String> idempotencyKey,
        Optional<String> callbackUrl,
        Instant submittedAt,
        Optional<Instant> dueAt,
        Instant expiresAt,
        int attempt,
        List<Attempt> attempts,
        Optional<Progress> progress,
        Optional<CallbackStatus> callback,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        OptionalInt exitCode,
        Optional<String> error,
        Optional<String> message,
        long resultBytes,
        Usage usage) {
    public TaskRecord {
        arguments = List.copyOf(arguments);
        attempts = List.copyOf(attempts);
    }
}
