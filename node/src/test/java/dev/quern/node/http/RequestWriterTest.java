package dev.quern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
    @Test
    void contentGoesBehindItsHeadInOnePiece() {
        RequestHead head = new RequestHead("POST", "/a?b=c", List.of(new Header("Host", "shop")), 2);

        assertThat(written(head, "hi")).isEqualTo("POST /a?b=c HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi");
    }

    @Test
    void contentOfUnknownLengthGoesInChunks() {
        RequestHead head = new RequestHead("PUT", "/", List.of(), -1);

        assertThat(written(head, "hi"))
                .isEqualTo("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    }

    @Test
    void headsLongerThanTheFirstBufferAreWhole() {
        String value = "v".repeat(5000);

        assertThat(written(new RequestHead("GET", "/", List.of(new Header("X-Long", value)), 0), ""))
                .isEqualTo("GET / HTTP/1.1\r\nX-Long: " + value + "\r\n\r\n");
    }

    @Test
    void charactersThatFitIntoNoOctetNeverEndALine() {
        // Their low octets are a line feed and a carriage return.
        RequestHead head = new RequestHead("GET", "/", List.of(new Header("X-A", "a\u010a\u010dX-Admin: yes")), 0);

        assertThat(written(head, "")).isEqualTo("GET / HTTP/1.1\r\nX-A: a??X-Admin: yes\r\n\r\n");
    }

    @Test
    void pathsAreSentAsUtf8() {
        RequestHead head = new RequestHead("GET", "/\u010a", List.of(), 0);

        assertThat(written(head, "")).isEqualTo("GET /\u00c4\u008a HTTP/1.1\r\n\r\n");
    }

    private static String written(RequestHead head, String content) {
        StringBuilder all = new StringBuilder();
        for (ByteBuffer b :
                RequestWriter.begin(head, true, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)))) {
            all.append(StandardCharsets.ISO_8859_1.decode(b));
        }
        return all.toString();
    }
}
