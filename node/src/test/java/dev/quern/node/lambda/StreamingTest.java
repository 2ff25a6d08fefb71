package dev.quern.node.lambda;

import static dev.quern.node.lambda.Instance.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.node.http.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Responses in chunks, with and without the head of an HTTP answer in front. */
class StreamingTest {
    private static final String STREAMING = "Lambda-Runtime-Function-Response-Mode: streaming";
    private static final String HTTP = "Content-Type: " + StreamedResponse.WITH_PRELUDE;
    private static final String NULS = "\0\0\0\0\0\0\0\0";

    private Instance instance;
    private Instance.Client client;

    @BeforeEach
    void start() throws IOException {
        instance = new Instance();
        client = instance.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        instance.close();
    }

    private Caller called() throws IOException {
        client.ask();
        await().until(instance.connection::isIdle);
        Caller caller = Caller.of(instance.connection, "{}");
        client.answer();
        return caller;
    }

    @Test
    void piecesArriveWhileTheFunctionWorks() throws Exception {
        Caller caller = called();
        client.begin(response(caller.id), STREAMING, "Content-Type: text/event-stream");
        client.chunk("one ");
        await().until(() -> caller.soFar().equals("one "));
        client.chunk("two");
        await().until(() -> caller.soFar().equals("one two"));
        assertThat(caller.isAnswered()).isFalse();
        assertThat(client.end().status()).isEqualTo(202);
        assertThat(caller.answer()).isEqualTo("one two");
        assertThat(caller.head().first("Content-Type")).contains("text/event-stream");
    }

    @Test
    void chunksWithoutStreamingArriveWhole() throws Exception {
        Caller caller = called();
        client.begin(response(caller.id));
        client.chunk("one ");
        client.chunk("two");
        assertThat(caller.soFar()).isEmpty();
        assertThat(client.end().status()).isEqualTo(202);
        assertThat(caller.answer()).isEqualTo("one two");
    }

    @Test
    void aPreludeBecomesStatusAndHeaders() throws Exception {
        Caller caller = called();
        client.begin(response(caller.id), STREAMING, HTTP);
        client.chunk("{\"statusCode\":201,\"headers\":{\"X-Own\":\"1\",\"Content-Length\":\"9\"},");
        client.chunk("\"cookies\":[\"a=1\",\"b=2\"]}\0\0");
        client.chunk("\0\0\0\0\0\0bo");
        client.chunk("dy");
        client.end();
        assertThat(caller.answer()).isEqualTo("body");
        assertThat(caller.head().status()).isEqualTo(201);
        assertThat(caller.head().headers())
                .containsExactly(
                        new Header("X-Own", "1"),
                        new Header("Set-Cookie", "a=1"),
                        new Header("Set-Cookie", "b=2"),
                        new Header("Content-Type", "application/octet-stream"));
    }

    @Test
    void whatMustHaveNoContentHasNone() throws Exception {
        Caller caller = called();
        client.begin(response(caller.id), HTTP);
        client.chunk("{\"statusCode\":204}" + NULS + "body");
        client.end();
        assertThat(caller.answer()).isEmpty();
        assertThat(caller.head().status()).isEqualTo(204);
    }

    @Test
    void aPreludeThatIsNoneFailsTheCallAndNotTheInstance() throws Exception {
        for (String wrong : new String[] {
            "[]" + NULS,
            "{\"statusCode\":99}" + NULS,
            "{\"headers\":{\"a b\":\"c\"}}" + NULS,
            "{\"headers\":{\"a\":\"b\\r\\nc: d\"}}" + NULS,
            "{}\0\0x",
            "{}",
            "{" + " ".repeat(70_000)
        }) {
            Caller caller = called();
            client.begin(response(caller.id), HTTP);
            client.chunk(wrong);
            assertThat(client.end().status()).as(wrong).isEqualTo(202);
            assertThatThrownBy(caller::answer).rootCause().hasMessageContaining("no proper one");
        }
        assertThat(instance.kills).hasValue(0);
    }

    @Test
    void anErrorBehindTheContentEndsTheAnswer() throws Exception {
        Caller caller = called();
        client.begin(
                response(caller.id),
                STREAMING,
                "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body");
        client.chunk("begun ");
        await().until(() -> caller.soFar().equals("begun "));
        String json = "{\"errorType\":\"Halfway\",\"errorMessage\":\"no more\"}";
        Instance.Answer accepted = client.end(
                "Lambda-Runtime-Function-Error-Type: Halfway",
                "Lambda-Runtime-Function-Error-Body: "
                        + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(accepted.status()).isEqualTo(202);
        assertThatThrownBy(caller::answer).rootCause().hasMessageContaining("Halfway: no more");
        assertThat(instance.kills).hasValue(0);
    }

    @Test
    void anErrorBehindAWholeResponseIsAnError() throws Exception {
        Caller caller = called();
        client.begin(response(caller.id));
        client.chunk("begun ");
        client.end("Lambda-Runtime-Function-Error-Type: Halfway");
        assertThatThrownBy(caller::answer).rootCause().hasMessageContaining("The function failed: Halfway");
        assertThat(caller.soFar()).isEmpty();
    }

    @Test
    void aModeNobodyKnowsIsRefused() throws Exception {
        Caller caller = called();
        Instance.Answer refused =
                client.post(response(caller.id), "x", "Lambda-Runtime-Function-Response-Mode: backwards");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("InvalidFunctionResponseMode");
        assertThatThrownBy(caller::answer).rootCause().hasMessageContaining("backwards");
    }

    @Test
    void aResponseThatBreaksOffIsAFailureAndTheClientMayGoOn() throws Exception {
        for (String mode : new String[] {STREAMING, "X: y"}) {
            Caller caller = called();
            client.begin(response(caller.id), mode);
            client.chunk("begun");
            client.close();
            assertThatThrownBy(caller::answer).rootCause().hasMessageContaining("breaks off");
            client = instance.client();
        }
        Caller caller = called();
        client.post(response(caller.id), "1");
        assertThat(caller.answer()).isEqualTo("1");
    }
}
