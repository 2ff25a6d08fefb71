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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body nobody wants still gets its answer; half a body never looks like a whole one. */
class RefusedUploadTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    static Path directory;

    static TestServer server;
    static Path body;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(2, 100));
        server.deploy("full", Fresh.CONTAINER, Duration.ofSeconds(60), 0, "cat");
        server.deploy("holder", "sh", "-c", "echo x; sleep 60");
        server.deploy("deaf", "echo", "heard nothing");
        server.deploy("deaf-fails", "sh", "-c", "exit 7");
        server.deploy("closes", "sh", "-c", "exec <&-; sleep 0.3; echo closed");
        server.deploy("lazy", "sh", "-c", "sleep 0.5; echo lazy");
        body = Files.write(directory.resolve("body"), new byte[SIZE]);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, 404",
        "deaf, 200",
        "deaf-fails, 502",
        "closes, 200",
        "lazy, 200",
    })
    void aSimpleClientThatSendsAllBeforeItReadsGetsTheAnswer(String function, int status) throws Exception {
        assertAnswered(Wire.head("HTTP/1.1", function, "Content-Length: " + SIZE), status);
        assertAnswered(Wire.head("HTTP/1.0", function, "Content-Length: " + SIZE), status);
    }

    @Test
    void alsoWithoutAKeyOrOnAnUnknownRoute() throws Exception {
        String head = Wire.head("HTTP/1.1", "deaf", "Content-Length: " + SIZE);
        assertAnswered(head.replace("Bearer test", "Bearer wrong"), 401);
        assertAnswered(head.replace("/v1/functions", "/v1/nothing"), 404);
        assertAnswered(head.replace("POST", "PUT"), 405);
    }

    @Test
    void alsoWhenTheQueueIsFull() throws Exception {
        try (Wire first = new Wire(server.port);
                Wire second = new Wire(server.port)) {
            for (Wire holder : new Wire[] {first, second}) {
                holder.send(Wire.head("HTTP/1.1", "holder", "Content-Length: 0"));
                assertThat(holder.readHead()).contains(" 200 ");
            }
            assertThat(server.node.load().running()).isEqualTo(2);
            String answer = assertAnswered(Wire.head("HTTP/1.1", "full", "Content-Length: " + SIZE), 429);
            assertThat(answer)
                    .containsIgnoringCase("Retry-After: ")
                    .contains("\"limit\":\"function-queue\"", "\"too_many_requests\"");
            for (String protocol : new String[] {"--http1.0", "--http1.1", "--http2-prior-knowledge"}) {
                Curl.Result result = Curl.run(server.port, "full", protocol, "--data-binary", "@" + body);
                assertThat(result.status()).as(result.toString()).isZero();
                assertThat(result.output()).contains(" 429", "\"too_many_requests\"");
                Curl.Result eager =
                        Curl.run(server.port, "full", protocol, "-H", "Expect:", "--data-binary", "@" + body);
                assertThat(eager.status()).as(eager.toString()).isZero();
                assertThat(eager.output()).contains(" 429");
            }
            first.reset();
            second.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
    void curlGetsTheAnswerOfAFunctionThatReadsNothing(String protocol) throws Exception {
        for (String function : new String[] {"deaf", "closes", "deaf-fails"}) {
            Curl.Result result =
                    Curl.run(server.port, function, protocol, "-H", "Expect:", "--data-binary", "@" + body);
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(result.output()).contains(function.equals("deaf-fails") ? " 502" : " 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000", "Transfer-Encoding: chunked"})
    void aBodyCutInTheMiddleNeverLooksWhole(String framing) throws Exception {
        // What a function does at the end of its input shows at the log.
        server.deploy("commits", "sh", "-c", "cat >/dev/null; echo committed >&2; sleep 60");
        for (int i = 0; i < 20; i++) {
            try (Wire wire = new Wire(server.port)) {
                wire.send(Wire.head("HTTP/1.1", "commits", framing)).send("64\r\n" + "x".repeat(50));
                await().until(() -> server.node.recent().all().stream().anyMatch(r -> r.state() == CallState.RUNNING));
                wire.halfClose();
                wire.readToEnd();
            }
            CallRecord record =
                    await().until(() -> server.node.recent().all().getLast(), r -> r.state() != CallState.RUNNING);
            assertThat(record.state()).isEqualTo(CallState.CANCELLED);
            assertThat(record.error()).contains("client_gone");
            assertThat(server.node.logs().find(record.id())).isEmpty();
        }
    }

    private static String assertAnswered(String head, int status) throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(head);
            wire.out.write(new byte[SIZE]);
            wire.out.flush();
            String answer = wire.readHead();
            assertThat(answer).contains(" " + status + " ");
            return answer + wire.read(wire.in.available());
        }
    }
}
