package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Exception;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says about its signature, in the Authorization header or in the query.
 *
 * @param time when it was signed, {@code stamp} as it was written
 * @param expiresSeconds how long it is good for; empty for one in headers
 */
record Claim(
        String accessKeyId,
        Scope scope,
        List<String> signedHeaders,
        String signature,
        Instant time,
        String stamp,
        Optional<Integer> expiresSeconds) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final int WEEK = 604_800;

    static Claim of(Head head) {
        Optional<String> header = head.header("authorization").filter(text -> !text.isBlank());
        if (header.isPresent()) {
            return ofHeader(head, header.get());
        }
        if (head.query().has("X-Amz-Algorithm") || head.query().has("X-Amz-Signature")) {
            return ofQuery(head);
        }
        throw S3Code.AccessDenied.error("Access Denied: the request is not signed");
    }

    private static Claim ofHeader(Head head, String header) {
        if (!header.startsWith(ALGORITHM)) {
            throw header.startsWith("AWS ") ? oldVersion() : malformed("it names no signature of version 4");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : header.substring(ALGORITHM.length()).split(",", 8)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw malformed("a field has no value");
            }
            fields.put(
                    field.substring(0, equals).strip(),
                    field.substring(equals + 1).strip());
        }
        String[] credential = credential(fields.getOrDefault("Credential", ""));
        String stamp = stamp(head);
        return new Claim(
                credential[0],
                new Scope(credential[1], credential[2]),
                signedHeaders(fields.getOrDefault("SignedHeaders", "")),
                fields.getOrDefault("Signature", ""),
                time(stamp),
                stamp,
                Optional.empty());
    }

    private static Claim ofQuery(Head head) {
        if (!head.query().text("X-Amz-Algorithm").equals(ALGORITHM)) {
            throw S3Code.AuthorizationQueryParametersError.error("X-Amz-Algorithm only supports " + ALGORITHM);
        }
        String[] credential = credential(head.query().text("X-Amz-Credential"));
        String stamp = head.query().text("X-Amz-Date");
        return new Claim(
                credential[0],
                new Scope(credential[1], credential[2]),
                signedHeaders(head.query().text("X-Amz-SignedHeaders")),
                head.query().text("X-Amz-Signature"),
                time(stamp),
                stamp,
                Optional.of(expires(head.query().text("X-Amz-Expires"))));
    }

    private static int expires(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= 1 && seconds <= WEEK) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.AuthorizationQueryParametersError.error("X-Amz-Expires must be 1 to " + WEEK + " seconds");
    }

    /** {@code key/20260131/region/s3/aws4_request}. */
    private static String[] credential(String text) {
        String[] parts = text.split("/", 6);
        if (parts.length != 5 || !parts[3].equals("s3") || !parts[4].equals("aws4_request") || parts[1].length() != 8) {
            throw malformed("the credential must be KEY/YYYYMMDD/REGION/s3/aws4_request");
        }
        return parts;
    }

    private static List<String> signedHeaders(String text) {
        List<String> names = List.of(text.split(";", -1));
        if (!names.contains("host")) {
            throw malformed("the header host must be signed");
        }
        return names;
    }

    private static String stamp(Head head) {
        Optional<String> own = head.header("x-amz-date");
        if (own.isPresent()) {
            return own.get();
        }
        String date = head.header("date")
                .orElseThrow(() ->
                        S3Code.AccessDenied.error("AWS authentication requires a valid Date or x-amz-date header"));
        try {
            return STAMP.format(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .withZoneSameInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return date;
        }
    }

    private static Instant time(String stamp) {
        try {
            return LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw S3Code.AccessDenied.error("AWS authentication requires a valid Date or x-amz-date header");
        }
    }

    private static S3Exception malformed(String how) {
        return S3Code.AuthorizationHeaderMalformed.error(
                "The authorization header that you provided is not valid: " + how + ".");
    }

    private static S3Exception oldVersion() {
        return S3Code.InvalidRequest.error(
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }
}
