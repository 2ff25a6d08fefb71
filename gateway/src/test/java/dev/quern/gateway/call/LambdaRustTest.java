package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * With the crate lambda_runtime. What fails behind its first byte is not tried: the crate writes the error into the
 * content, where nobody can tell it from content.
 */
class LambdaRustTest extends LambdaClients {
    LambdaRustTest() {
        super(
                "lambda-rust",
                128,
                "&alloc::boxed::Box<dyn core::error::Error + core::marker::Send + core::marker::Sync>");
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
}
