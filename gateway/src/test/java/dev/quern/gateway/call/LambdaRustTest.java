package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** With the crate lambda_runtime. */
class LambdaRustTest extends LambdaClients {
    LambdaRustTest() {
        super("lambda-rust", 64, "&str");
    }

    @Test
    void aPanicIsToldAndTheInstanceGoesOn() throws Exception {
        HttpResponse<String> response = call("f", "{\"do\":\"panic\"}");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("told so");
        assertThat(call("f", "{\"do\":\"pid\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerStreams() throws Exception {
        assertStreams("f");
    }

    @Test
    void anAnswerThatFailsOnTheWayBreaksOff() throws Exception {
        assertBreaksOff("f");
    }
}
