package dev.quern.node.lambda;

import static dev.quern.node.lambda.Instance.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.node.http.Header;
import dev.quern.node.share.Holder;
import dev.quern.node.share.Shares;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to paths: events that are made of them, and answers that are made of what comes back. */
class UrlTest {
    private final Shares room = LambdaConnection.roomOfNode();
    private Instance instance;
    private Instance.Client client;

    @BeforeEach
    void start() throws IOException {
        instance = new Instance(room.of(new Holder("default", "default/shop@7")));
        client = instance.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        instance.close();
        await().until(() -> room.used() == 0);
    }

    /** A request whose content comes in pieces. */
    private Caller called(byte[] content, String type) throws IOException {
        client.ask();
        await().until(instance.connection::isIdle);
        Caller caller = new Caller();
        caller.begins(
                instance.connection,
                Duration.ofMinutes(1),
                content.length,
                new Header("X-Forwarded-Prefix", "/fn/default/shop"),
                new Header("Content-Type", type));
        for (int at = 0; at < content.length; at += 50_000) {
            byte[] piece = Arrays.copyOfRange(content, at, Math.min(content.length, at + 50_000));
            instance.connection.send(false, caller, ByteBuffer.wrap(piece));
        }
        instance.connection.send(true, caller, ByteBuffer.allocate(0));
        return caller;
    }

    private Map<?, ?> event() throws IOException {
        byte[] json = client.answer().body().getBytes(StandardCharsets.ISO_8859_1);
        return (Map<?, ?>)
                Objects.requireNonNull(Jsonb.instance().type(Object.class).fromJson(json));
    }

    private Caller answered(String json) throws IOException {
        Caller caller = called(new byte[0], "");
        client.answer();
        String bytes = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(client.post(response(caller.id), bytes).status()).isEqualTo(202);
        return caller;
    }

    @Test
    void textIsTextAndAllElseIsBase64() throws Exception {
        called("\"ä\\\u0001\n😀\"".getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
        Map<?, ?> text = event();
        assertThat(text.get("body")).isEqualTo("\"ä\\\u0001\n😀\"");
        assertThat(text.get("isBase64Encoded")).isEqualTo(false);
        stop();
        start();
        called(new byte[] {'a', (byte) 0xff}, "text/plain");
        Map<?, ?> broken = event();
        assertThat(broken.get("body")).isEqualTo("Yf8=");
        assertThat(broken.get("isBase64Encoded")).isEqualTo(true);
        stop();
        start();
        called(new byte[0], "text/plain");
        assertThat(event().containsKey("body")).isFalse();
    }

    @Test
    void aLargeBodyIsWhole() throws Exception {
        byte[] content = new byte[400_001];
        new Random(3).nextBytes(content);
        called(content, "image/png");
        String event = client.answer().body();
        String begin = ",\"body\":\"";
        String encoded =
                event.substring(event.indexOf(begin) + begin.length(), event.lastIndexOf("\",\"isBase64Encoded"));
        assertThat(Base64.getDecoder().decode(encoded)).isEqualTo(content);
    }

    @Test
    void whatIsGatheredIsOfTheFunctionsShare() throws Exception {
        client.ask();
        await().until(instance.connection::isIdle);
        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofMinutes(1), -1, new Header("X-Forwarded-Prefix", "/"));
        instance.connection.send(false, caller, ByteBuffer.allocate(3 << 20));
        assertThat(room.used()).isBetween(3L << 20, 4L << 20);
        instance.connection.close();
        assertThat(room.used()).isZero();
    }

    @Test
    void bodiesOfAnswersAreUnescapedOrDecoded() throws Exception {
        String text = "grüße \"\\ ".repeat(50_000);
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("ü", "\\u00fc");
        Caller one = answered("{\"statusCode\":201,\"headers\":{\"X-A\":\"b\"},\"body\":\"" + escaped + "\"}");
        assertThat(one.answer()).isEqualTo(text);
        assertThat(one.head().status()).isEqualTo(201);
        assertThat(one.head().first("X-A")).contains("b");
        assertThat(one.head().first("Content-Length"))
                .contains(Integer.toString(text.getBytes(StandardCharsets.UTF_8).length));
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        Caller two = answered("{\"body\":\"" + base64 + "\",\"isBase64Encoded\":true,\"statusCode\":200}");
        assertThat(two.answer()).isEqualTo(text);
        Caller three = answered("{\"statusCode\":204,\"body\":\"dropped\"}");
        assertThat(three.answer()).isEmpty();
    }

    @Test
    void whatSaysNoStatusIsAnsweredAsItIs() throws Exception {
        for (String json : new String[] {
            "[1,2]", " \"text\"", "{\"body\":\"x\"}", "{\"a\":\"" + "ü".repeat(200_000) + "\"}", "{\"statusCode\":1"
        }) {
            Caller caller = answered(json);
            assertThat(caller.answer()).isEqualTo(json);
            assertThat(caller.head().first("Content-Type")).contains("application/json");
        }
    }

    @Test
    void whatIsNoProperAnswerFails() throws Exception {
        for (String json : new String[] {
            "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"????\"}",
            "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"YQ==YQ==\"}",
            "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"" + "YQ==".repeat(20_000) + "\"}",
            "{\"statusCode\":200,\"body\":\"\\x\"}",
            "{\"statusCode\":200,\"headers\":{\"a\":\"" + "x".repeat(70_000) + "\"}}",
            "{\"body\":\"no end",
        }) {
            Caller caller = answered(json);
            assertThatThrownBy(caller::answer).hasMessageContaining("no proper one");
        }
    }
}
