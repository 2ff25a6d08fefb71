package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Fresh;
import dev.quern.node.admission.Admission;
import dev.quern.node.admission.Limits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wait of a call ends at its deadline. */
class DeadlineTest {
    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(1, 100));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void deploy(String name, Duration timeout, String... command) {
        server.deploy(name, Fresh.CONTAINER, timeout, 10, command);
    }

    @Test
    void aSilentFunctionIsEndedAndAnswered() throws Exception {
        deploy("silent", Duration.ofMillis(500), "sleep", "881001");
        HttpResponse<String> answer = CallHttpTest.post(server, "silent", "");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"deadline_exceeded\"", "500ms");
        await().until(() -> HostProcesses.withArgument("881001") == 0);
    }

    @Test
    void aFunctionThatIgnoresSigtermIsEndedToo() throws Exception {
        deploy("stubborn", Duration.ofMillis(500), "sh", "-c", "trap '' TERM INT HUP; while :; do sleep 1; done");
        assertThat(CallHttpTest.post(server, "stubborn", "").statusCode()).isEqualTo(504);
    }

    @Test
    void itRunsWhileWaitingForAPlace() throws Exception {
        deploy("holder", Duration.ofSeconds(60), "sh", "-c", "echo x; sleep 60");
        deploy("waiter", Duration.ofMillis(500), "echo", "never");
        try (Wire holder = new Wire(server.port)) {
            holder.send(Wire.head("HTTP/1.1", "holder", "Content-Length: 0"));
            holder.read(1);
            HttpResponse<String> answer = CallHttpTest.post(server, "waiter", "");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("\"deadline_exceeded\"", "waited for a place");
            holder.reset();
        }
        await().until(() -> server.node.load().equals(new Admission.Load(0, 0)));
    }

    @Test
    void itRunsWhileABodyIsUploaded() throws Exception {
        deploy("hungry", Duration.ofMillis(700), "cat");
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "hungry", "Content-Length: 1000"));
            assertThat(wire.readHead()).startsWith("HTTP/1.1 504");
        }
    }

    @Test
    void aClientThatReadsNothingDoesNotOutliveIt() throws Exception {
        deploy("flood", Duration.ofSeconds(2), "busybox", "yes");
        for (String version : new String[] {"HTTP/1.1", "HTTP/1.0"}) {
            try (Wire wire = new Wire(server.port)) {
                wire.send(Wire.head(version, "flood", "Content-Length: 0"));
                wire.readHead();
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> server.node.load().equals(new Admission.Load(0, 0)));
                Wire.Ending end = wire.readToEnd();
                assertThat(end.text()).doesNotEndWith("0\r\n\r\n");
                assertThat(end.reset() || version.equals("HTTP/1.1")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "-1s", "25h", "999999999999d", "99999999999999999999s", "1", "soon", "1e3s"})
    void anAbsurdTimeoutIsRefused(String timeout) throws Exception {
        deploy("quick", Duration.ofSeconds(60), "echo", "hi");
        HttpResponse<String> answer = CallHttpTest.post(server, "quick?timeout=" + timeout, "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"invalid_argument\"");
        HttpResponse<String> adHoc =
                CallHttpTest.postTo(server, "/v1/calls?image=busybox&arg=true&timeout=" + timeout, "");
        assertThat(adHoc.statusCode()).as(adHoc.body()).isEqualTo(400);
    }

    @Test
    void aCallerMayBeLessPatientThanTheVersionButNotMore() throws Exception {
        deploy("silent", Duration.ofSeconds(10), "sleep", "60");
        HttpResponse<String> answer = CallHttpTest.post(server, "silent?timeout=300ms", "");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("300ms");
        assertThat(CallHttpTest.post(server, "silent?timeout=11s", "").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 86_400_001, Long.MIN_VALUE, Long.MAX_VALUE})
    void anAbsurdTimeoutCannotBeDeployed(long millis) {
        assertThatThrownBy(() -> deploy("absurd", Duration.ofMillis(millis), "true"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> deploy("absurd", Duration.ofSeconds(Long.MAX_VALUE), "true"))
                .isInstanceOf(QuernException.class);
    }
}
