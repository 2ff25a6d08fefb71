package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** With github.com/aws/aws-lambda-go. */
class LambdaGoTest extends LambdaClients {
    LambdaGoTest() {
        super("lambda-go", 128, "errorString");
    }

    @Test
    void aPanicIsToldAndEndsNobodyElsesCall() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = call("f", "{\"do\":\"panic\"}");
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("string: told so", "stackTrace");
            assertThat(call("f", "{\"do\":\"pid\"}").statusCode()).isEqualTo(200);
        }
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
