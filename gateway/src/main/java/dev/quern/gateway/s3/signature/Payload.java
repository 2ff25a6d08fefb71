package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.S3Code;
import java.util.regex.Pattern;

/** What the signature says about the body. */
public sealed interface Payload {
    /** Nothing. */
    record Unsigned() implements Payload {}

    /** Its SHA-256, in hexadecimal. */
    record Hashed(String sha256) implements Payload {}

    /**
     * It comes in signed or unsigned chunks (aws-chunked).
     *
     * @param trailer whether headers follow the last chunk
     */
    record Chunked(boolean signed, boolean trailer) implements Payload {}

    Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /** By the value of {@code x-amz-content-sha256}. */
    static Payload parse(String value) {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> new Unsigned();
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(true, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(true, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(false, true);
            default -> {
                if (!SHA256.matcher(value).matches()) {
                    throw S3Code.InvalidArgument.error(
                            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- word, or a valid sha256 value.");
                }
                yield new Hashed(value);
            }
        };
    }
}
