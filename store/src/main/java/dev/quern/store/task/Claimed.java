package dev.quern.store.task;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Standing;
import dev.quern.core.task.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A task that its runner is to execute now.
 *
 * @param attempt its number; (id, attempt) is given out once
 * @param config present for a task of an image without a function
 * @param input for a file, to be opened in {@link TaskBodies} as {@link BodyName#input}
 */
public record Claimed(
        UUID id,
        int attempt,
        Runner runner,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        Optional<FunctionConfig> config,
        String keyId,
        Tier tier,
        Standing standing,
        List<String> arguments,
        TaskBody input,
        Optional<String> contentType,
        Optional<String> orderKey,
        Instant submittedAt,
        Instant startedAt) {
    public Claimed {
        arguments = List.copyOf(arguments);
    }

    /** The lane it was claimed from. */
    public Lane lane() {
        return Lane.of(tier, namespace, function);
    }
}
