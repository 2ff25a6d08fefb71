package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.function.Fresh;
import dev.quern.node.admission.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure after the first byte is never a clean end, on any protocol, directly or through a proxy. */
class AbnormalEndTest {
    private static final Pattern CALL_ID = Pattern.compile("(?i)quern-call-id: ([0-9a-f-]{36})");

    @TempDir
    static Path directory;

    static TestServer server;
    static Nginx nginx;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 100));
        server.deploy("partial", "sh", "-c", "echo first; sleep 0.2; exit 3");
        server.deploy("whole", "sh", "-c", "echo first; sleep 0.2; echo last");
        nginx = new Nginx(Files.createDirectory(directory.resolve("nginx")), server.port);
    }

    @AfterAll
    static void stop() {
        nginx.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Connection: keep-alive"})
    void http10IsReset(String connection) throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.0", "partial", connection, "Content-Length: 0"));
            String head = wire.readHead();
            Wire.Ending end = wire.readToEnd();
            assertThat(end.reset()).isTrue();
            assertExitStatusIsAtTheRecord(head);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Connection: close, TE\r\nTE: trailers"})
    void http11OnAConnectionThatIsNotKeptHasChunksToo(String connection) throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "partial", connection, "Content-Length: 0"));
            String head = wire.readHead();
            assertThat(wire.readToEnd().text()).startsWith("6\r\nfirst\n").doesNotContain("0\r\n\r\n");
            assertExitStatusIsAtTheRecord(head);
        }
    }

    @Test
    void aCleanEndOnHttp10IsAClose() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.0", "whole", "Content-Length: 0"));
            wire.readHead();
            assertThat(wire.readToEnd()).isEqualTo(new Wire.Ending("first\nlast\n", false));
        }
    }

    @Test
    void http11LacksTheLastChunkAndWhatCameBeforeArrives() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "partial", "Content-Length: 0"));
            String head = wire.readHead();
            assertThat(wire.readToEnd().text())
                    .startsWith("6\r\nfirst\n")
                    .doesNotContain("0\r\n\r\n")
                    .doesNotContain("error");
            assertExitStatusIsAtTheRecord(head);
        }
    }

    @Test
    void whatCameBeforeArrivesAlsoWhenTheClientIsStillUploading() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "partial", "Content-Length: 100000000"));
            wire.send("x".repeat(200_000));
            wire.readHead();
            assertThat(wire.readToEnd().text()).startsWith("6\r\nfirst\n").doesNotContain("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
    void curlSeesAFailure(String protocol) throws Exception {
        Curl.Result result = Curl.run(server.port, "partial", protocol);
        // 18 partial, 56 reset, 92 stream error
        assertThat(result.status()).as(result.toString()).isIn(18, 56, 92);
        assertExitStatusIsAtTheRecord(result.output());
        if (!protocol.equals("--http1.0")) {
            assertThat(result.output()).contains("first\n");
        }
        assertThat(Curl.run(server.port, "whole", protocol).status()).isZero();
    }

    @Test
    void aProxyThatSpeaksHttp10PassesTheFailureOn() throws Exception {
        assertFailsThrough(nginx.http10);
    }

    @Test
    void aProxyThatSpeaksHttp11PassesTheFailureOn() throws Exception {
        assertFailsThrough(nginx.http11);
    }

    private static void assertFailsThrough(int port) throws Exception {
        assertThat(Curl.run(port, "whole").status()).isZero();
        Curl.Result result = Curl.run(port, "partial");
        assertThat(result.status()).as(result.toString()).isNotZero();
        assertExitStatusIsAtTheRecord(result.output());
        try (Wire wire = new Wire(port)) {
            wire.send(Wire.head("HTTP/1.1", "partial", "Content-Length: 0"));
            wire.readHead();
            assertThat(wire.readToEnd().text()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aDeadlineAfterTheFirstByteEndsAbnormally() throws Exception {
        server.deploy("late", Fresh.CONTAINER, Duration.ofMillis(700), 10, "sh", "-c", "echo first; exec sleep 60");
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "late", "Content-Length: 0"));
            String head = wire.readHead();
            assertThat(head).contains(" 200 ");
            assertThat(wire.readToEnd().text()).startsWith("6\r\nfirst\n").doesNotContain("0\r\n\r\n");
            assertThat(record(head).error()).contains("deadline_exceeded");
        }
    }

    private static void assertExitStatusIsAtTheRecord(String head) {
        CallRecord record = record(head);
        assertThat(record.state()).isEqualTo(CallState.FAILED);
        assertThat(record.exitCode()).hasValue(3);
        assertThat(record.error()).contains("function_failed");
        assertThat(record.bytesOut()).isEqualTo(6);
    }

    private static CallRecord record(String head) {
        Matcher id = CALL_ID.matcher(head);
        assertThat(id.find()).as(head).isTrue();
        return await().until(
                        () -> server.node
                                .recent()
                                .find(UUID.fromString(id.group(1)))
                                .orElseThrow(),
                        r -> r.state() != CallState.RUNNING);
    }
}
