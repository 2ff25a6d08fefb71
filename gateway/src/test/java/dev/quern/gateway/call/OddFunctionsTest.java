package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.function.Fresh;
import dev.quern.node.admission.Limits;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions do that nobody asked them to, seen by their callers. */
class OddFunctionsTest {
    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 100));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> call(String... command) throws Exception {
        server.deploy("odd", command);
        return CallHttpTest.post(server, "odd", "");
    }

    @Test
    void oneThatWritesNothingAnswersWithNothing() throws Exception {
        HttpResponse<String> answer = call("true");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void oneThatWritesAGibibyteAndThenFailsEndsAbnormallyAndNothingPilesUp() throws Exception {
        server.deploy("gibibyte", "sh", "-c", "head -c 1073741824 /dev/zero; exit 3");
        System.gc();
        long before = used();
        long most = 0;
        long bytes = 0;
        String tail = "";
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "gibibyte", "Content-Length: 0"));
            wire.readHead();
            byte[] buffer = new byte[1 << 20];
            for (int n = wire.in.read(buffer); n >= 0; n = wire.in.read(buffer)) {
                bytes += n;
                most = Math.max(most, used());
                tail = new String(
                        buffer, Math.max(0, n - 5), Math.min(5, n), java.nio.charset.StandardCharsets.ISO_8859_1);
            }
        }
        assertThat(bytes).isGreaterThanOrEqualTo(1L << 30);
        assertThat(tail).isNotEqualTo("0\r\n\r\n");
        assertThat(most - before).isLessThan(200L << 20);
        CallRecord record =
                await().until(() -> server.node.recent().all().getLast(), r -> r.state() != CallState.RUNNING);
        assertThat(record.exitCode()).hasValue(3);
        assertThat(record.bytesOut()).isEqualTo(1L << 30);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aMebibyteOfArgumentsArrives() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "echo $# ${#9}", "sh"));
        for (int i = 0; i < 9; i++) {
            command.add("x".repeat(120_000));
        }
        HttpResponse<String> answer = call(command.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("9 120000\n");
    }

    @Test
    void oneThatClosesStdoutEarlyIsWaitedFor() throws Exception {
        HttpResponse<String> answer = call("sh", "-c", "echo early; exec >&-; sleep 0.5; exit 0");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("early\n");
        HttpResponse<String> failed = call("sh", "-c", "exec >&-; sleep 0.5; exit 9");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("\"exitCode\":9");
    }

    @Test
    void aDaemonLeftBehindIsEnded() throws Exception {
        HttpResponse<String> answer =
                call("sh", "-c", "busybox setsid sh -c 'sleep 992001 </dev/null >/dev/null 2>&1 &'; echo parent");
        assertThat(answer.body()).isEqualTo("parent\n");
        await().until(() -> HostProcesses.withArgument("992001") == 0);
    }

    @Test
    void aBackgroundChildThatHoldsStdoutHoldsNobody() throws Exception {
        long began = System.nanoTime();
        HttpResponse<String> answer = call("sh", "-c", "sleep 992002 & echo parent");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("parent\n");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        await().until(() -> HostProcesses.withArgument("992002") == 0);
    }

    @Test
    void oneThatNeedsTooMuchMemoryIsToldSoAndTheLimit() throws Exception {
        HttpResponse<String> answer = call("sh", "-c", "exec busybox dd if=/dev/zero of=/dev/null bs=200M count=1");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"out_of_memory\"", "64Mi");
    }

    @Test
    void alsoWhenAChildNeedsItAndTheParentSaysAllIsWell() throws Exception {
        HttpResponse<String> answer =
                call("sh", "-c", "busybox dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null; exit 0");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"out_of_memory\"", "64Mi");
    }

    @Test
    void oneThatFillsTmpIsToldByTheKernelAndNotKilled() throws Exception {
        HttpResponse<String> answer = call("sh", "-c", "exec busybox dd if=/dev/zero of=/tmp/full bs=1M count=200");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"function_failed\"", "No space left on device", "\"exitCode\":1");
    }

    @Test
    void aMissingEntryPointIsNamed() throws Exception {
        HttpResponse<String> answer = call("no-such-program", "-x");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"entrypoint_not_found\"", "'no-such-program'");
    }

    @Test
    void stderrIsAtTheLogAndCapped() throws Exception {
        HttpResponse<String> answer = call("sh", "-c", "head -c 3000000 /dev/zero | busybox tr '\\0' e >&2; echo out");
        assertThat(answer.body()).isEqualTo("out\n");
        String id = answer.headers().firstValue("Quern-Call-Id").orElseThrow();
        String log = get("/v1/calls/" + id + "/logs");
        assertThat(log).startsWith("eeee").endsWith("the rest was dropped]\n").hasSizeBetween(1 << 20, (1 << 20) + 100);
    }

    @Test
    void stderrIsFollowedWhileTheFunctionRuns() throws Exception {
        server.deploy("talks", "sh", "-c", "echo one >&2; cat >&2; echo three >&2");
        try (Wire call = new Wire(server.port)) {
            call.send(Wire.head("HTTP/1.1", "talks", "Transfer-Encoding: chunked"))
                    .send(Wire.chunk(" "));
            CallRecord record = await().until(
                            () -> server.node.recent().all().getLast(),
                            r -> r.state() == CallState.RUNNING
                                    && r.function().orElseThrow().name().equals("talks"));
            try (InputStream log = open("/v1/calls/" + record.id() + "/logs?follow")) {
                assertThat(new String(log.readNBytes(4))).isEqualTo("one\n");
                call.send(Wire.chunk("two\n"));
                assertThat(new String(log.readNBytes(5))).isEqualTo(" two\n");
                call.send("0\r\n\r\n");
                assertThat(new String(log.readAllBytes())).isEqualTo("three\n");
            }
        }
    }

    @Test
    void aKeptSandboxForgetsTheLastCall() throws Exception {
        server.deploy(
                "kept",
                Fresh.PROCESS,
                Duration.ofSeconds(60),
                10,
                "sh",
                "-c",
                "ls /tmp; echo x >/tmp/x; sleep 993001 &");
        for (int i = 0; i < 5; i++) {
            assertThat(CallHttpTest.post(server, "kept", "").body()).isEmpty();
        }
        await().until(() -> HostProcesses.withArgument("993001") == 0);
    }

    private static String get(String path) throws Exception {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes());
        }
    }

    private static InputStream open(String path) throws Exception {
        return CallHttpTest.get(server, path).body();
    }
}
