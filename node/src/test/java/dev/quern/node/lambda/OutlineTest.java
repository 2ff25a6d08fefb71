package dev.quern.node.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.node.share.Holder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static Gathered gathered(String json) {
        Gathered whole = new Gathered(
                Limits.RESPONSE,
                LambdaConnection.roomOfNode().of(new Holder("a", "a/f@1")),
                Failures::responseTooLarge);
        whole.add(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true);
        return whole;
    }

    private static Optional<String> body(String json) throws IOException {
        Gathered whole = gathered(json);
        Optional<Outline.Span> span = Outline.of(whole).body();
        return span.isEmpty()
                ? Optional.empty()
                : Optional.of(new String(new Unescaped(whole, span.get()).readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void theBodyIsFoundWhateverItHolds() throws IOException {
        assertThat(
                        body(
                                "{\"a\":{\"body\":\"no\"}, \"b\":\"\\\"body\\\":1\", \"body\" : \"x\\n\\\"\\u00e9ü\\/\", \"c\":1}"))
                .contains("x\n\"éü/");
        assertThat(body("{\"body\":\"\\ud83d\\ude00\\ud83d\\u0041\\ud83d\"}")).contains("😀?A?");
        String long1 = "ä\\".repeat(200_000);
        assertThat(body("{\"body\":\"" + long1.replace("\\", "\\\\") + "\"}")).contains(long1);
    }

    @Test
    void oneThatIsNoTextIsNone() throws IOException {
        for (String json : new String[] {"{\"body\":null}", "{\"x\":\"body\"}", "{\"body\"}", "{}", "[\"body\"]"}) {
            assertThat(body(json)).as(json).isEmpty();
        }
    }

    @Test
    void aStatusIsOneOfTheObjectsOwn() {
        assertThat(Outline.of(gathered("{\"body\":\"x\",\"statusCode\" :200}")).hasStatus())
                .isTrue();
        for (String json : new String[] {"{\"a\":{\"statusCode\":1}}", "{\"a\":\"statusCode\"}", "{\"statusCode\""}) {
            assertThat(Outline.of(gathered(json)).hasStatus()).as(json).isFalse();
        }
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String json : new String[] {
            "{\"body\":\"x", "{\"body\":\"\\q\"}", "{\"body\":\"\\u12\"}", "{\"body\":\"\\u12+4\"}", "{\"a\\"
        }) {
            assertThatThrownBy(() -> body(json)).as(json).isInstanceOf(QuernException.class);
        }
    }
}
