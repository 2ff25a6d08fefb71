package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.admission.Limits;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both bodies stream at once, whatever the protocol and however the body is framed. */
class StreamingTest {
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

    @Test
    void aByteComesBackBeforeTheNextIsSentInChunks() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "cat", "Transfer-Encoding: chunked"))
                    .send(Wire.chunk("a"));
            assertThat(wire.readHead()).startsWith("HTTP/1.1 200").containsIgnoringCase("Transfer-Encoding: chunked");
            assertThat(wire.readChunk()).isEqualTo("a");
            wire.send(Wire.chunk("b"));
            assertThat(wire.readNextChunk()).isEqualTo("b");
            wire.send("0\r\n\r\n");
            wire.readLastChunk();
            // The connection serves on.
            wire.send(Wire.head("HTTP/1.1", "cat", "Content-Length: 5")).send("again");
            assertThat(wire.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aByteComesBackBeforeTheNextIsSentWithAFixedLength() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "cat", "Content-Length: 2")).send("a");
            assertThat(wire.readHead()).startsWith("HTTP/1.1 200");
            assertThat(wire.readChunk()).isEqualTo("a");
            wire.send("b");
            assertThat(wire.readNextChunk()).isEqualTo("b");
            wire.readLastChunk();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Connection: keep-alive"})
    void aByteComesBackBeforeTheNextIsSentOnHttp10(String connection) throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.0", "cat", "Content-Length: 2", connection))
                    .send("a");
            assertThat(wire.readHead()).contains(" 200 ").doesNotContainIgnoringCase("chunked");
            assertThat(wire.read(1)).isEqualTo("a");
            wire.send("b");
            assertThat(wire.readToEnd()).isEqualTo(new Wire.Ending("b", false));
        }
    }

    @Test
    void anHttp10ConnectionIsKeptWhenTheLengthIsKnown() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            int kept = 0;
            for (int i = 0; i < 20 && kept < 2; i++) {
                wire.send(Wire.head("HTTP/1.0", "cat", "Content-Length: 3", "Connection: keep-alive"))
                        .send("abc");
                String head = wire.readHead();
                assertThat(head).contains(" 200 ");
                if (!head.contains("Content-Length: 3")) {
                    // The answer's end came too late for its length to be known, so the close is its end.
                    return;
                }
                assertThat(head).containsIgnoringCase("Connection: keep-alive");
                assertThat(wire.read(3)).isEqualTo("abc");
                kept++;
            }
            assertThat(kept).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2", "--http2-prior-knowledge"})
    void aByteComesBackToCurlBeforeTheNextIsSent(String protocol) throws Exception {
        try (Curl curl = Curl.start(server.port, "cat", protocol, "-T", ".", "-H", "Expect:")) {
            OutputStream in = curl.process.getOutputStream();
            in.write('a');
            in.flush();
            StringBuilder got = new StringBuilder();
            while (!got.toString().endsWith("\r\n\r\na")) {
                int b = curl.process.getInputStream().read();
                assertThat(b).as("after: %s", got).isNotNegative();
                got.append((char) b);
            }
            in.write('b');
            in.flush();
            assertThat(curl.process.getInputStream().read()).isEqualTo('b');
            Curl.Result end = curl.finish();
            assertThat(end.status()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
    void aBodyOfManyMebibytesComesBackWhole(String protocol) throws Exception {
        Path file = directory.resolve("body" + protocol);
        byte[] body = new byte[20 << 20];
        new Random(1).nextBytes(body);
        java.nio.file.Files.write(file, body);
        Path out = directory.resolve("out" + protocol);
        Curl.Result fixed = Curl.run(
                server.port, "cat", protocol, "--data-binary", "@" + file, "--no-include", "-o", out.toString());
        assertThat(fixed.errors()).isEmpty();
        assertThat(out).hasBinaryContent(body);
        if (!protocol.equals("--http1.0")) {
            Curl.Result chunked = Curl.run(
                    server.port,
                    "cat",
                    protocol,
                    "-T",
                    file.toString(),
                    "-H",
                    "Transfer-Encoding: chunked",
                    "--no-include",
                    "-o",
                    out.toString());
            assertThat(chunked.errors()).isEmpty();
            assertThat(out).hasBinaryContent(body);
        }
    }

    @Test
    void theJdksClientUpgradesToHttp2() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + TestServer.path("cat")))
                                .header("Authorization", "Bearer " + TestServer.KEY)
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(300_000)))
                                .build(),
                        BodyHandlers.ofString(StandardCharsets.US_ASCII));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).hasSize(300_000);
            }
        }
    }

    @Test
    void theExitStatusIsInATrailerForThoseWhoAsk() throws Exception {
        server.deploy("slow-two", "sh", "-c", "echo one; sleep 0.1; echo two");
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "slow-two", "TE: trailers", "Content-Length: 0"));
            wire.readHead();
            assertThat(wire.readChunk()).isEqualTo("one\n");
            assertThat(wire.readNextChunk()).isEqualTo("two\n");
            assertThat(wire.readLastChunk()).containsIgnoringCase("Quern-Exit-Code: 0");
        }
    }
}
