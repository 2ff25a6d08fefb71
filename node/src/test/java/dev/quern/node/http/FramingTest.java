package dev.quern.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void chunksComeTogetherWhereverTheyAreCut(int piece) throws BadAnswer {
        Framing framing = framing("Transfer-Encoding: chunked");
        String text = "5\r\nhello\r\n6;name=\"x\"\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n";
        assertThat(decoded(framing, text, piece)).isEqualTo("hello world");
        assertThat(framing.isEnded()).isTrue();
        assertThat(framing.trailers()).containsExactly(new Header("X-Sum", "1"));
    }

    @Test
    void whatFollowsTheEndIsLeft() throws BadAnswer {
        Framing framing = framing("Content-Length: 3");
        ByteBuffer in = ByteBuffer.wrap("onetwo".getBytes(StandardCharsets.US_ASCII));
        assertThat(framing.decode(in)).isEqualTo(3);
        assertThat(framing.isEnded()).isTrue();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void withoutLengthOrChunksItEndsWithTheConnection() throws BadAnswer {
        assertThat(framing("X: y").isUntilClose()).isTrue();
    }

    @Test
    void someStatusesAndMethodsHaveNoContent() throws BadAnswer {
        for (int status : new int[] {204, 304}) {
            assertThat(Framing.of(head(status, "Content-Length: 5"), false).isEnded())
                    .isTrue();
        }
        assertThat(Framing.of(head(200, "Content-Length: 5"), true).isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5|Transfer-Encoding: chunked",
                "Content-Length: 5|Content-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length: 0x5",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: identity"
            })
    void whatTwoReadersCouldReadDifferentlyIsRefused(String headers) {
        assertThatThrownBy(() -> framing(headers.split("\\|"))).isInstanceOf(BadAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g\r\n", "-1\r\n", "\r\n", "ffffffffffffffff\r\n", "5\r\nhelloX", "0x5\r\nhello\r\n"})
    void badChunksAreRefused(String text) throws BadAnswer {
        Framing framing = framing("Transfer-Encoding: chunked");
        assertThatThrownBy(() -> decoded(framing, text, 1000)).isInstanceOf(BadAnswer.class);
    }

    @Test
    void aSizeWithoutEndIsRefused() throws BadAnswer {
        Framing framing = framing("Transfer-Encoding: chunked");
        assertThatThrownBy(() -> decoded(framing, "0".repeat(10_000), 100)).isInstanceOf(BadAnswer.class);
    }

    @Test
    void headersAreRefusedThatAreTooManyOrOdd() {
        for (String text : List.of(
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(600) + "\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: y\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n")) {
            assertThatThrownBy(() -> {
                        HeadParser parser = new HeadParser();
                        parser.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
                        parser.head();
                    })
                    .as(text)
                    .isInstanceOf(BadAnswer.class);
        }
    }

    @Test
    void aHeadOfLineFeedsAloneIsRead() throws BadAnswer {
        HeadParser parser = new HeadParser();
        assertThat(parser.take(ByteBuffer.wrap("HTTP/1.0 404\nA:b \n\n".getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(parser.head()).isEqualTo(new ResponseHead(404, 0, List.of(new Header("A", "b"))));
    }

    private static String decoded(Framing framing, String text, int piece) throws BadAnswer {
        StringBuilder content = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length && !framing.isEnded(); at += piece) {
            ByteBuffer in = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
            int end = framing.decode(in);
            content.append(new String(in.array(), 0, end, StandardCharsets.US_ASCII));
        }
        return content.toString();
    }

    private static Framing framing(String... headers) throws BadAnswer {
        return Framing.of(head(200, headers), false);
    }

    private static ResponseHead head(int status, String... headers) {
        List<Header> list = new ArrayList<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            list.add(new Header(
                    header.substring(0, colon), header.substring(colon + 1).strip()));
        }
        return new ResponseHead(status, 1, list);
    }
}
