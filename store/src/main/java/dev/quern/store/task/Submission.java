package dev.quern.store.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A task to be stored.
 *
 * @param id UUIDv7 made by the caller, who may have written its input under it
 * @param function empty for a task of an image; then {@code version} is 0 and {@code config} present
 * @param orderKey 1 to 255 characters; tasks of one function with the same one run one after another
 * @param contentType of the input, printable ASCII of at most 255 characters
 * @param dueAt not before this time
 * @param callbackUrl told of the task's end, at most 2048 characters
 */
public record Submission(
        UUID id,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        Optional<FunctionConfig> config,
        String keyId,
        Tier tier,
        TaskTerms terms,
        List<String> arguments,
        TaskBody input,
        Optional<String> contentType,
        Optional<String> orderKey,
        Optional<Idempotency> idempotency,
        Optional<String> callbackUrl,
        Instant submittedAt,
        Optional<Instant> dueAt) {
    private static final int MOST_ARGUMENTS = 1024;
    private static final int LONGEST_URL = 2048;

    public Submission {
        arguments = List.copyOf(arguments);
        orderKey.ifPresent(key -> Texts.key("order key", key));
        contentType.ifPresent(Texts::contentType);
        if (arguments.size() > MOST_ARGUMENTS) {
            throw QuernException.invalid("A task has at most " + MOST_ARGUMENTS + " arguments");
        }
        if (function.isPresent() == config.isPresent()) {
            throw new IllegalArgumentException("a task is of a function, or of an image with its configuration");
        }
        arguments.forEach(FunctionConfig::argument);
        if (callbackUrl.isPresent() && callbackUrl.get().length() > LONGEST_URL) {
            throw QuernException.invalid("A callback's URL has at most " + LONGEST_URL + " characters");
        }
    }

    /** Whether it is a content type that a submission may have. */
    public static boolean isContentType(String type) {
        return Texts.isContentType(type);
    }

    /** One whose input is of no kind in particular. */
    public Submission(
            UUID id,
            String namespace,
            Optional<FunctionName> function,
            int version,
            String imageDigest,
            Optional<FunctionConfig> config,
            String keyId,
            Tier tier,
            TaskTerms terms,
            List<String> arguments,
            TaskBody input,
            Optional<String> orderKey,
            Optional<Idempotency> idempotency,
            Optional<String> callbackUrl,
            Instant submittedAt,
            Optional<Instant> dueAt) {
        this(
                id,
                namespace,
                function,
                version,
                imageDigest,
                config,
                keyId,
                tier,
                terms,
                arguments,
                input,
                Optional.empty(),
                orderKey,
                idempotency,
                callbackUrl,
                submittedAt,
                dueAt);
    }

    /** From here on no attempt of it begins. */
    Instant expiresAt() {
        return dueAt.filter(submittedAt::isBefore).orElse(submittedAt).plus(terms.maxAge());
    }

    OrderKey order(String key) {
        return new OrderKey(namespace, functionName(), key);
    }

    /** The function's name in its namespace, empty for an image. */
    String functionName() {
        return function.map(FunctionName::name).orElse("");
    }
}
