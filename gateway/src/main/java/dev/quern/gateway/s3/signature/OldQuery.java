package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Presigned addresses of version 2 (HMAC-SHA1), which the AWS CLI 1 and boto3 still make for endpoints that are not
 * Amazon's. In headers that version is not accepted: every client of today signs those with version 4.
 */
final class OldQuery {
    /** The parameters that are signed ("Signing and authenticating REST requests", CanonicalizedResource). */
    private static final Set<String> SIGNED = Set.of(
            "acl",
            "cors",
            "delete",
            "lifecycle",
            "location",
            "logging",
            "notification",
            "partNumber",
            "policy",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    private OldQuery() {}

    static boolean signs(Head head) {
        return head.header("authorization").isEmpty()
                && head.query().has("Signature")
                && head.query().has("AWSAccessKeyId");
    }

    /** @throws dev.quern.gateway.s3.S3Exception when it expired, or is not signed so */
    static Signed verify(Head head, SigningKeys keys, Instant now) {
        Query query = head.query();
        SigningKey key = keys.find(query.text("AWSAccessKeyId")).orElseThrow(S3Code.InvalidAccessKeyId::error);
        String expires = query.text("Expires");
        byte[] expected = key.signOld(text(head, expires)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, query.text("Signature").getBytes(StandardCharsets.UTF_8))) {
            throw S3Code.SignatureDoesNotMatch.error();
        }
        if (seconds(expires) < now.getEpochSecond()) {
            throw S3Code.AccessDenied.error("Request has expired");
        }
        return new Signed(key.principal(), new Payload.Unsigned(), Optional.empty());
    }

    private static String text(Head head, String expires) {
        StringBuilder text = new StringBuilder(head.method())
                .append('\n')
                .append(head.header("content-md5").orElse(""))
                .append('\n')
                .append(head.header("content-type").orElse(""))
                .append('\n')
                .append(expires)
                .append('\n');
        head.headerNames().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .sorted()
                .forEach(name -> text.append(name)
                        .append(':')
                        .append(String.join(",", head.headers(name)).strip())
                        .append('\n'));
        text.append(head.rawPath());
        List<String> signed = new ArrayList<>();
        for (Query.Parameter parameter : head.query().all()) {
            if (SIGNED.contains(parameter.name())) {
                signed.add(parameter.value().isEmpty() ? parameter.name() : parameter.name() + "=" + parameter.value());
            }
        }
        signed.sort(null);
        return signed.isEmpty()
                ? text.toString()
                : text.append('?').append(String.join("&", signed)).toString();
    }

    private static long seconds(String expires) {
        try {
            return Long.parseLong(expires);
        } catch (NumberFormatException e) {
            throw S3Code.AccessDenied.error("Invalid date (should be seconds since epoch): " + expires);
        }
    }
}
