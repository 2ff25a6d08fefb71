package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.admission.Limits;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests nobody should send get one clean answer in the one shape of errors. */
class HttpRobustnessTest {
    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 100));
        server.deploy("cat", "cat");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String raw(String request) throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(request);
            wire.halfClose();
            return wire.readToEnd().text();
        }
    }

    private static String request(String method, String path, String... headers) throws Exception {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer " + TestServer.KEY + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return raw(text.append("\r\n").toString());
    }

    private static void assertError(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body).startsWith("{\"error\":{\"code\":\"").endsWith("}}").contains("\"message\":\"");
        assertThat(body).doesNotContain("Exception", "/tmp", "jetty");
    }

    @Test
    void aLengthAndChunksAtOnceAreRefused() throws Exception {
        assertError(
                raw(Wire.head("HTTP/1.1", "cat", "Content-Length: 3", "Transfer-Encoding: chunked")
                        + "3\r\nabc\r\n0\r\n\r\n"),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: abc",
                "Content-Length: 99999999999999999999",
                "Content-Length: 3\r\nContent-Length: 4",
                "Transfer-Encoding: gzip",
                "Bad Header: x",
                "NoColon",
                "Expect: something-else",
            })
    void malformedHeadersAreRefused(String header) throws Exception {
        String answer = raw(Wire.head("HTTP/1.1", "cat", header));
        assertThat(answer).startsWith("HTTP/1.1 4");
        assertError(answer, Integer.parseInt(answer.substring(9, 12)));
    }

    @Test
    void aMalformedChunkEndsTheCall() throws Exception {
        String answer = raw(Wire.head("HTTP/1.1", "cat", "Transfer-Encoding: chunked") + "xyz\r\nabc\r\n0\r\n\r\n");
        assertThat(answer).doesNotStartWith("HTTP/1.1 200");
    }

    @Test
    void headersAboveTheLimitAreRefused() throws Exception {
        String answer = raw(Wire.head("HTTP/1.1", "cat", "X-Large: " + "x".repeat(200_000), "Content-Length: 0"));
        assertError(answer, 431);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/functions/default/../../../calls, 404",
        "/v1/functions/%2e%2e/cat/calls, 400",
        "/v1/functions/default/%2e%2e/calls, 400",
        "/v1/functions/default/a%2fb/calls, 400",
        "/v1/functions/default/a%00b/calls, 400",
        "/v1/functions/default/gr%C3%BC%C3%9Fe/calls, 400",
        "/v1/functions/default/%ff%fe/calls, 400",
        "/v1/functions/default/%zz/calls, 400",
        "/v1/functions/default/CAT/calls, 400",
        "/v1/functions/default//calls, 400",
        "/v1/functions/default/none/calls, 404",
        "/v1/functions/default/cat/calls/, 404",
        "/nothing, 404",
        "/v1/functions/default/cat/calls?ref=../x, 400",
        "/v1/functions/default/cat/calls?ref=99999999999999, 400",
        "/v1/functions/default/cat/calls?arg=%00, 400",
    })
    void strangePathsGetCleanErrors(String path, int status) throws Exception {
        String answer = request("POST", path, "Content-Length: 0");
        assertError(answer, status);
    }

    @Test
    void namesOfThreeHundredCharactersAreRefusedAndNotRepeatedWhole() throws Exception {
        String answer = request("POST", "/v1/functions/default/" + "n".repeat(300) + "/calls", "Content-Length: 0");
        assertError(answer, 400);
        assertThat(answer).doesNotContain("n".repeat(200));
    }

    @Test
    void unicodeInTheRequestLineIsRefused() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.out.write("POST /v1/functions/default/grüße/calls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            wire.halfClose();
            assertThat(wire.readToEnd().text()).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void aWrongMethodIsToldTheRightOne() throws Exception {
        String answer = request("GET", TestServer.path("cat"));
        assertError(answer, 405);
        assertThat(answer).contains("POST").containsIgnoringCase("Allow: POST");
        assertError(request("OPTIONS", TestServer.path("cat")), 405);
        assertError(request("BREW", TestServer.path("cat")), 405);
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        String answer = request("HEAD", TestServer.path("cat"));
        assertThat(answer).startsWith("HTTP/1.1 405").endsWith("\r\n\r\n");
        assertThat(request("HEAD", "/livez")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Quern-Args: not json",
                "Quern-Args: [1]",
                "Quern-Args: {\"a\":1}",
                "Quern-Args: base64:%%%",
                "Quern-Args: [\"\\u0000\"]",
                "Quern-Args: [null]",
            })
    void badArgumentsAreRefused(String header) throws Exception {
        assertError(request("POST", TestServer.path("cat"), header, "Content-Length: 0"), 400);
    }

    @Test
    void garbageIsRefused() throws Exception {
        assertThat(raw("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("POST / HTTP/3.0\r\n\r\n")).startsWith("HTTP/1.1 505");
    }
}
