package dev.quern.gateway.s3.signature;

import dev.quern.core.access.Principal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key that may sign, with what was last derived from it: clients keep to one day and region. */
public final class SigningKey {
    private record Derived(Scope scope, byte[] key) {}

    private final Principal principal;
    private final String secret;
    private volatile @Nullable Derived last;

    public SigningKey(Principal principal, String secret) {
        this.principal = principal;
        this.secret = secret;
    }

    public Principal principal() {
        return principal;
    }

    byte[] derive(Scope scope) {
        Derived derived = last;
        if (derived == null || !derived.scope().equals(scope)) {
            byte[] date = Hmac.of(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.date());
            byte[] service = Hmac.of(Hmac.of(date, scope.region()), "s3");
            derived = new Derived(scope, Hmac.of(service, "aws4_request"));
            last = derived;
        }
        return derived.key();
    }

    /** As version 2 signs, in Base64. */
    String signOld(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA1", e);
        }
    }

    @Override
    public String toString() {
        return "signing key of " + principal.keyId();
    }
}
