package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Recomputes a request's signature and compares, in constant time. */
public final class Authentication {
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String CONTENT_HASH = "x-amz-content-sha256";

    private final SigningKeys keys;
    private final InstantSource clock;

    public Authentication(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @throws dev.quern.gateway.s3.S3Exception when it is not signed, not now, or not so */
    public Signed verify(Head head) {
        if (OldQuery.signs(head)) {
            return OldQuery.verify(head, keys, clock.instant());
        }
        Claim claim = Claim.of(head);
        checkTime(claim);
        SigningKey key = keys.find(claim.accessKeyId()).orElseThrow(S3Code.InvalidAccessKeyId::error);
        String payload = payload(head, claim);
        String text = "AWS4-HMAC-SHA256\n" + claim.stamp() + "\n"
                + claim.scope().text() + "\n" + CanonicalRequest.hash(head, claim.signedHeaders(), payload);
        byte[] signing = key.derive(claim.scope());
        String expected = Hmac.hex(Hmac.of(signing, text));
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), claim.signature().getBytes(StandardCharsets.UTF_8))) {
            throw S3Code.SignatureDoesNotMatch.error();
        }
        checkHeaders(head, claim.signedHeaders());
        Payload parsed = Payload.parse(payload);
        return new Signed(
                key.principal(),
                parsed,
                parsed instanceof Payload.Chunked chunked && chunked.signed()
                        ? Optional.of(new ChunkSignatures(signing, claim.stamp(), claim.scope(), expected))
                        : Optional.empty());
    }

    private void checkTime(Claim claim) {
        Instant now = clock.instant();
        if (!claim.stamp().startsWith(claim.scope().date())) {
            throw S3Code.SignatureDoesNotMatch.error("The day of the credential is not the request's.");
        }
        if (claim.expiresSeconds().isEmpty()) {
            if (Duration.between(claim.time(), now).abs().compareTo(SKEW) > 0) {
                throw S3Code.RequestTimeTooSkewed.error();
            }
        } else if (claim.time().isAfter(now.plus(SKEW))) {
            throw S3Code.RequestTimeTooSkewed.error();
        } else if (claim.time().plusSeconds(claim.expiresSeconds().get()).isBefore(now)) {
            throw S3Code.AccessDenied.error("Request has expired");
        }
    }

    private static String payload(Head head, Claim claim) {
        Optional<String> header = head.header(CONTENT_HASH);
        if (claim.expiresSeconds().isPresent()) {
            return head.query().get("X-Amz-Content-Sha256").or(() -> header).orElse("UNSIGNED-PAYLOAD");
        }
        return header.orElseThrow(
                () -> S3Code.InvalidRequest.error("Missing required header for this request: x-amz-content-sha256"));
    }

    /** Nobody on the way may add what changes the request's meaning. */
    private static void checkHeaders(Head head, List<String> signed) {
        for (String name : head.headerNames()) {
            if (name.startsWith("x-amz-") && !signed.contains(name) && !name.equals(CONTENT_HASH)) {
                throw S3Code.AccessDenied.error(
                        "There were headers present in the request which were not signed: " + name);
            }
        }
    }
}
