package dev.quern.gateway.task;

import dev.quern.core.value.Durations;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 of everything a submission asks: the same under one idempotency key is the same task, anything
 * else a mistake. Every part goes in after its length, so that no two requests read alike.
 */
final class RequestDigest {
    private final MessageDigest sha;

    RequestDigest(TaskTarget target, TaskOptions options, List<String> arguments) {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        part(target.asked());
        part(options.orderKey().orElse(""));
        part(Durations.format(options.delay()));
        part(options.tier().wire());
        part(options.maxAge().map(Durations::format).orElse(""));
        part(options.retries().map(String::valueOf).orElse(""));
        part(options.callback().orElse(""));
        number(arguments.size());
        arguments.forEach(this::part);
    }

    /** All of the body. */
    String with(byte[] body) {
        sha.update(body);
        return hex();
    }

    /** The body, to be read to its end before {@link #hex}. */
    InputStream through(InputStream body) {
        return new DigestInputStream(body, sha);
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    private void part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        sha.update(bytes);
    }

    private void number(int value) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }
}
