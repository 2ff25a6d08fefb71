package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.S3Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The chain of signatures over a body's chunks, each over the one before. Used by one thread. */
public final class ChunkSignatures {
    private final byte[] key;
    private final String stamp;
    private final Scope scope;
    private String previous;

    ChunkSignatures(byte[] key, String stamp, Scope scope, String seed) {
        this.key = key;
        this.stamp = stamp;
        this.scope = scope;
        this.previous = seed;
    }

    /** @throws dev.quern.gateway.s3.S3Exception SignatureDoesNotMatch */
    public void chunk(byte[] sha256, String signature) {
        next("AWS4-HMAC-SHA256-PAYLOAD", Hmac.EMPTY_SHA256 + "\n" + Hmac.hex(sha256), signature);
    }

    /** @param trailers {@code name:value\n} of each */
    public void trailer(String trailers, String signature) {
        byte[] hash = Hmac.sha256().digest(trailers.getBytes(StandardCharsets.UTF_8));
        next("AWS4-HMAC-SHA256-TRAILER", Hmac.hex(hash), signature);
    }

    private void next(String algorithm, String what, String signature) {
        String text = algorithm + "\n" + stamp + "\n" + scope.text() + "\n" + previous + "\n" + what;
        String expected = Hmac.hex(Hmac.of(key, text));
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8))) {
            throw S3Code.SignatureDoesNotMatch.error();
        }
        previous = expected;
    }
}
