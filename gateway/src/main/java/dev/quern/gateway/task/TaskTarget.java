package dev.quern.gateway.task;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.value.Durations;
import dev.quern.store.task.Idempotency;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What tasks are submitted to: a function's version, or an image with a configuration of its own.
 *
 * @param asked what the client named, as far as it decides what runs; part of what a repeated submission repeats
 * @param version 0 for an image
 * @param terms of the function's policy
 * @param who submits; the keys that another namespace's choose are its own, whatever others choose
 */
record TaskTarget(
        String asked,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        Optional<FunctionConfig> config,
        TaskTerms terms,
        Principal who) {
    /** How long an idempotency key stands for its task. */
    private static final Duration WINDOW = Duration.ofHours(24);

    static TaskTarget function(Version version, Selector selector, RetryPolicy policy, Principal who) {
        return new TaskTarget(
                version.function() + ":" + selector,
                version.function().namespace(),
                Optional.of(version.function()),
                version.number(),
                version.imageDigest(),
                Optional.empty(),
                policy.terms(),
                who);
    }

    static TaskTarget image(String namespace, String digest, FunctionConfig config, Principal who) {
        return new TaskTarget(
                String.join(
                        " ",
                        digest,
                        config.runtime().orElse("-"),
                        config.memory().toString(),
                        Durations.format(config.timeout())),
                namespace,
                Optional.empty(),
                0,
                digest,
                Optional.of(config),
                RetryPolicy.DEFAULT.terms(),
                who);
    }

    /** @param digest of all that was asked; present when there is an idempotency key */
    Submission submission(
            UUID id, TaskOptions options, List<String> arguments, TaskBody input, Optional<String> digest) {
        Instant now = Instant.now();
        return new Submission(
                id,
                namespace,
                function,
                version,
                imageDigest,
                config,
                who.keyId(),
                options.tier(),
                options.terms(terms),
                arguments,
                input,
                options.contentType(),
                options.orderKey().map(this::own),
                options.idempotencyKey().map(key -> new Idempotency(own(key), digest.orElseThrow(), now.plus(WINDOW))),
                options.callback(),
                now,
                options.delay().isZero() ? Optional.empty() : Optional.of(now.plus(options.delay())));
    }

    private String own(String key) {
        return who.may(Role.INVOKER, namespace) ? key : who.namespace() + "/" + key;
    }
}
