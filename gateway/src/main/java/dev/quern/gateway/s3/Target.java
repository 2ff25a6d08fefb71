package dev.quern.gateway.s3;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is about.
 *
 * @param bucket empty for the service
 * @param key empty for the bucket
 */
public record Target(String bucket, String key) {
    private static final int LONGEST_KEY = 1024;

    /** What a request can be about. */
    public enum Level {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /**
     * Of {@code /BUCKET/KEY}, or, when the host is a bucket's ({@code BUCKET.DOMAIN}), of {@code /KEY}.
     *
     * @throws S3Exception InvalidURI, KeyTooLongError
     */
    static Target of(Head head, Optional<String> domain) {
        String path = Uris.decode(head.rawPath(), false);
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw S3Code.InvalidURI.error();
        }
        Optional<String> host = domain.flatMap(d -> bucketOfHost(head, d));
        String rest = path.substring(1);
        int slash = rest.indexOf('/');
        String bucket = host.orElse(slash < 0 ? rest : rest.substring(0, slash));
        String key = host.isPresent() ? rest : slash < 0 ? "" : rest.substring(slash + 1);
        if (key.length() > LONGEST_KEY / 4 && key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw S3Code.KeyTooLongError.error();
        }
        return new Target(bucket, key);
    }

    public Level level() {
        return bucket.isEmpty() ? Level.SERVICE : key.isEmpty() ? Level.BUCKET : Level.OBJECT;
    }

    private static Optional<String> bucketOfHost(Head head, String domain) {
        String host = head.header("host").orElse("").toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return name.endsWith("." + domain)
                ? Optional.of(name.substring(0, name.length() - domain.length() - 1))
                : Optional.empty();
    }
}
