package dev.quern.node.call;

import dev.quern.core.api.ConfigBody;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import dev.quern.node.ReadyVersion;
import dev.quern.node.share.Holder;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All a node needs to know to run one call.
 *
 * @param function empty for a call of an image that no function names
 * @param version 0 then
 * @param arguments appended to the command, or instead of the image's CMD when {@code replaceCommand}
 * @param keyLimit calls of the key at once, 0 for no bound
 * @param deadlineNanos by {@link System#nanoTime}; {@code deadline} is the same instant for the function
 * @param task present for an attempt of a durable task: it gives way to calls, its time counts from when it has
 *     a place, and it leaves no record of a call, since what is recorded of it is its outcome
 */
public record CallSpec(
        UUID id,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        FunctionConfig config,
        List<String> arguments,
        boolean replaceCommand,
        String keyId,
        int keyLimit,
        Instant receivedAt,
        Instant deadline,
        long deadlineNanos,
        Optional<TaskAttempt> task) {
    private static final JsonType<ConfigBody> JSON = Jsonb.instance().type(ConfigBody.class);

    public CallSpec {
        arguments = List.copyOf(arguments);
    }

    /** Of nobody's call: what is made before there is one. */
    public static CallSpec of(ReadyVersion v) {
        return new CallSpec(
                Ids.next(),
                v.function().namespace(),
                Optional.of(v.function()),
                v.version(),
                v.imageDigest(),
                v.config(),
                List.of(),
                false,
                "",
                0,
                Instant.now(),
                Instant.now(),
                System.nanoTime(),
                Optional.empty());
    }

    /** What a server is started by, which outlives the call that it is started for. */
    public CallSpec withoutArguments() {
        return new CallSpec(
                id,
                namespace,
                function,
                version,
                imageDigest,
                config,
                List.of(),
                false,
                keyId,
                keyLimit,
                receivedAt,
                deadline,
                deadlineNanos,
                task);
    }

    /** The same with all its time before it again. */
    public CallSpec from(Instant now, long nanos) {
        return new CallSpec(
                id,
                namespace,
                function,
                version,
                imageDigest,
                config,
                arguments,
                replaceCommand,
                keyId,
                keyLimit,
                now,
                now.plus(timeout()),
                nanos + timeout().toNanos(),
                task);
    }

    /** The version's, or less if the caller asked for less. */
    Duration timeout() {
        return Duration.between(receivedAt, deadline);
    }

    /** What calls must have in common to share a pool: a version, or an image with the very same configuration. */
    public String poolKey() {
        return function.map(f -> f + "@" + version)
                .orElseGet(() -> namespace + " " + imageDigest + " " + digest(config));
    }

    /** Who has what the call takes of the node's bounds. */
    public Holder holder() {
        return new Holder(namespace, poolKey());
    }

    /** Not the hash code, which two that differ may share, and with it their sandboxes. */
    private static String digest(FunctionConfig config) {
        try {
            byte[] json = JSON.toJsonBytes(ConfigBody.of(config));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
