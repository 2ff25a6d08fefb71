package dev.quern.gateway.s3.checksum;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a body is to be compared with.
 *
 * @param md5 of Content-MD5
 * @param algorithm the checksum that is sent with it, before or behind it, or asked for
 * @param value in Base64; asked at the body's end, empty when the client leaves it to the server
 */
public record Expected(Optional<byte[]> md5, Optional<Algorithm> algorithm, Supplier<Optional<String>> value) {
    /** @param trailers what came behind the body, known at its end */
    public static Expected of(Head head, Supplier<Map<String, String>> trailers) {
        Optional<byte[]> md5 = head.header("content-md5").map(text -> decode(text, 16, S3Code.InvalidDigest));
        Optional<Algorithm> inHeader = Optional.empty();
        for (Algorithm algorithm : Algorithm.values()) {
            if (head.header(algorithm.header()).isPresent()) {
                if (inHeader.isPresent()) {
                    throw S3Code.InvalidRequest.error(
                            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
                }
                inHeader = Optional.of(algorithm);
            }
        }
        if (inHeader.isPresent()) {
            Algorithm algorithm = inHeader.get();
            String value = head.header(algorithm.header()).orElseThrow();
            decode(value, algorithm.length(), S3Code.BadDigest);
            return new Expected(md5, inHeader, () -> Optional.of(value));
        }
        Optional<Algorithm> trailer = head.header("x-amz-trailer")
                .flatMap(names -> Algorithm.ofHeader(names.strip().toLowerCase(Locale.ROOT)));
        if (trailer.isPresent()) {
            Algorithm algorithm = trailer.get();
            return new Expected(md5, trailer, () -> {
                String value = trailers.get().get(algorithm.header());
                if (value == null) {
                    throw S3Code.InvalidRequest.error("The trailer " + algorithm.header() + " is missing.");
                }
                decode(value, algorithm.length(), S3Code.BadDigest);
                return Optional.of(value);
            });
        }
        return new Expected(md5, Optional.empty(), Optional::empty);
    }

    /** Which checksum the client sends, before or behind the body. */
    public static Optional<Algorithm> sent(Head head) {
        return of(head, Map::of).algorithm();
    }

    /** The same, with the checksum worked out though the client sends none. */
    public Expected orElse(Optional<Algorithm> wanted) {
        return algorithm.isPresent() ? this : new Expected(md5, wanted, Optional::empty);
    }

    private static byte[] decode(String text, int length, S3Code otherwise) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == length) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw otherwise.error();
    }
}
