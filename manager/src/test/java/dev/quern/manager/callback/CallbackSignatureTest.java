package dev.quern.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallbackSignatureTest {
    @Test
    void isTheHmacOfTimeDotBody() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        assertThat(CallbackSignature.of(
                        "{}".getBytes(StandardCharsets.US_ASCII), "secret", Instant.ofEpochSecond(1_700_000_000)))
                .isEqualTo("t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
    }
}
