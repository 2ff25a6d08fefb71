package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.node.admission.Admission;
import dev.quern.node.admission.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who went away is noticed and costs nothing more; who has only finished sending is not taken for gone. */
class VanishedClientTest {
    private static final AtomicInteger MARKERS = new AtomicInteger(770_000);

    @TempDir
    static Path directory;

    static TestServer server;

    private final String marker = Integer.toString(MARKERS.incrementAndGet());

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 100));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> server.node.load(), load -> load.equals(new Admission.Load(0, 0)));
        await().until(() -> HostProcesses.withArgument(marker) == 0);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, false", "HTTP/1.1, true", "HTTP/1.0, true"})
    void beforeTheFirstByte(String version, boolean byReset) throws Exception {
        server.deploy("silent", "sleep", marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head(version, "silent", "Content-Length: 0"));
            awaitFunction();
            assertEndsAfter(byReset ? wire::reset : wire::close);
        }
        assertThat(last().state()).isEqualTo(CallState.CANCELLED);
        assertThat(last().error()).contains("client_gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void afterTheFirstByte(String version) throws Exception {
        server.deploy("stuck", "sh", "-c", "echo first; sleep " + marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head(version, "stuck", "Content-Length: 0"));
            wire.readHead();
            wire.readUntil("first\n");
            awaitFunction();
            // So long after its request, whoever sends FIN has gone.
            await().pollDelay(ClientWatch.HALF_CLOSE.plusMillis(200)).until(() -> true);
            assertEndsAfter(wire::close);
        }
    }

    @Test
    void soonAfterTheFirstByteWithBytesUnread() throws Exception {
        server.deploy("stuck", "sh", "-c", "echo first; sleep " + marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "stuck", "Content-Length: 0"));
            wire.read(1);
            awaitFunction();
            assertEndsAfter(wire::close);
        }
    }

    @Test
    void onHttp10LongAfterTheRequest() throws Exception {
        server.deploy("silent", "sleep", marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.0", "silent", "Content-Length: 0"));
            awaitFunction();
            await().pollDelay(ClientWatch.HALF_CLOSE.plusMillis(200)).until(() -> true);
            assertEndsAfter(wire::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileUploading(boolean readsItsInput) throws Exception {
        server.deploy("upload", "sh", "-c", (readsItsInput ? "cat >/dev/null; " : "") + "sleep " + marker + "; true");
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "upload", "Content-Length: 100000000"))
                    // More than a pipe holds, and less than would keep the FIN back in the client's own queue.
                    .send("x".repeat(100_000));
            await().until(() -> server.node.recent().all().stream().anyMatch(r -> r.state() == CallState.RUNNING));
            assertEndsAfter(wire::close);
        }
        assertThat(last().error()).contains("client_gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void aKilledCurl(String protocol) throws Exception {
        server.deploy("silent", "sleep", marker);
        try (Curl curl = Curl.start(server.port, "silent", protocol)) {
            awaitFunction();
            assertEndsAfter(() -> curl.process.destroyForcibly());
        }
    }

    @Test
    void aKilledCurlAfterTheFirstByteOnHttp2() throws Exception {
        server.deploy("stuck", "sh", "-c", "echo first; sleep " + marker);
        try (Curl curl = Curl.start(server.port, "stuck", "--http2-prior-knowledge")) {
            awaitFunction();
            assertEndsAfter(() -> curl.process.destroyForcibly());
        }
    }

    @Test
    void oneThatWaitsForAPlaceLeavesTheQueue() throws Exception {
        server.deploy("silent", "sleep", marker);
        Wire[] holders = new Wire[4];
        try {
            for (int i = 0; i < holders.length; i++) {
                holders[i] = new Wire(server.port);
                holders[i].send(Wire.head("HTTP/1.1", "silent", "Content-Length: 0"));
            }
            await().until(() -> server.node.load().running() == 4);
            try (Wire waiter = new Wire(server.port)) {
                waiter.send(Wire.head("HTTP/1.1", "silent", "Content-Length: 0"));
                await().until(() -> server.node.load().waiting() == 1);
            }
            await().until(() -> server.node.load().waiting() == 0);
            assertThat(server.node.load().running()).isEqualTo(4);
        } finally {
            for (Wire holder : holders) {
                holder.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatFollowedALog(boolean ofFunction) throws Exception {
        server.deploy("talks", "sh", "-c", "echo one >&2; sleep " + marker);
        try (Wire call = new Wire(server.port);
                Wire follower = new Wire(server.port)) {
            call.send(Wire.head("HTTP/1.1", "talks", "Content-Length: 0"));
            awaitFunction();
            String path = ofFunction
                    ? "/v1/calls/logs?function=default/talks&follow"
                    : "/v1/calls/" + server.node.recent().all().getLast().id() + "/logs?follow";
            follower.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer test\r\n\r\n");
            assertThat(follower.readHead()).contains(" 200 ");
            await().pollDelay(ClientWatch.HALF_CLOSE.plusMillis(200)).until(() -> true);
            assertThat(Threads.dump()).contains("LogText.following");
            follower.close();
            await().untilAsserted(() -> assertThat(Threads.dump()).doesNotContain("LogText.following"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void aHalfClosedClientGetsItsAnswerAfterALongSilence(String version) throws Exception {
        server.deploy("late", "sh", "-c", "cat; sleep 2.5; echo done; : " + marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head(version, "late", "Content-Length: 3", "Connection: close"))
                    .send("abc");
            wire.halfClose();
            assertThat(wire.readToEnd().text()).contains(" 200 ", "abc", "done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void aClientThatHalfClosesAfterALargeBodyGetsItsAnswer(String version) throws Exception {
        server.deploy("count", "sh", "-c", "sleep 1.5; busybox wc -c; : " + marker);
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head(version, "count", "Content-Length: 3000000", "Connection: close"))
                    .send("x".repeat(3_000_000));
            wire.halfClose();
            assertThat(wire.readToEnd().text()).contains(" 200 ", "3000000\n");
        }
    }

    @Test
    void halfClosingIsNeverMistakenWhenTheFunctionAnswersAtOnce() throws Exception {
        server.deploy("quick", "echo", "quick");
        for (int i = 0; i < 30; i++) {
            try (Wire wire = new Wire(server.port)) {
                wire.send(Wire.head("HTTP/1.1", "quick", "Content-Length: 0", "Connection: close"));
                wire.halfClose();
                assertThat(wire.readToEnd().text()).contains("HTTP/1.1 200", "quick");
            }
        }
    }

    private void awaitFunction() {
        await().atMost(Duration.ofSeconds(20)).until(() -> HostProcesses.withArgument(marker) > 0);
    }

    private interface Leaving {
        void run() throws IOException;
    }

    /** The design says 100 ms on an idle machine; the bound here is for a busy one. */
    private void assertEndsAfter(Leaving leaving) throws IOException {
        leaving.run();
        long left = System.nanoTime();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> HostProcesses.withArgument(marker) == 0
                        && server.node.load().equals(new Admission.Load(0, 0)));
        System.out.printf("the sandbox ended %d ms after its client%n", (System.nanoTime() - left) / 1_000_000);
    }

    private static CallRecord last() {
        return await().until(() -> server.node.recent().all().getLast(), record -> record.state() != CallState.RUNNING);
    }
}
