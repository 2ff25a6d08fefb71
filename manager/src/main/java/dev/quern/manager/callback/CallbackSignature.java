package dev.quern.manager.callback;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code Quern-Signature: t=<epoch seconds>,v1=<hex>}: HMAC-SHA256 over the time's digits, a dot and the body.
 * A receiver computes it with its namespace's secret, compares in constant time, and refuses times that are
 * minutes old, so that a recorded notification cannot be played back to it.
 */
final class CallbackSignature {
    static final String HEADER = "Quern-Signature";

    private CallbackSignature() {}

    static String of(byte[] body, String secret, Instant now) {
        try {
            String time = Long.toString(now.getEpochSecond());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this JDK", e);
        }
    }
}
