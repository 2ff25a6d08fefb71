package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Fresh;
import dev.quern.node.admission.Admission;
import dev.quern.node.admission.Limits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full node says so before it reads a body, and who waits for its client keeps nobody from the cores. */
class AdmissionHttpTest {
    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(1, 1));
        server.deploy("cat", "cat");
        server.deploy("quick", "echo", "quick");
        server.deploy("holder", "sh", "-c", "echo x; sleep 60");
        server.deploy("unqueued", Fresh.CONTAINER, Duration.ofSeconds(60), 0, "echo", "hi");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void everyPlaceIsFree() {
        await().until(() -> server.node.load(), load -> load.equals(new Admission.Load(0, 0)));
    }

    @Test
    void aFullNodeRefusesWithTheLimitAndWhenToTryAgain() throws Exception {
        try (Wire holder = hold();
                Wire waiter = new Wire(server.port);
                Wire refused = new Wire(server.port)) {
            waiter.send(Wire.head("HTTP/1.1", "quick", "Content-Length: 0"));
            await().until(() -> server.node.load().waiting() == 1);
            // The body never comes; the answer must not wait for it.
            refused.send(Wire.head("HTTP/1.1", "quick", "Content-Length: 1000000", "Connection: close"));
            String head = refused.readHead();
            assertThat(head).startsWith("HTTP/1.1 429");
            assertThat(head.lines().filter(l -> l.matches("(?i)retry-after: [1-9][0-9]*")))
                    .hasSize(1);
            refused.halfClose();
            assertThat(refused.readToEnd().text())
                    .contains("\"too_many_requests\"", "\"limit\":\"node-queue\"", "\"callId\":\"");
            HttpResponse<String> own = CallHttpTest.post(server, "unqueued", "");
            assertThat(own.statusCode()).isEqualTo(429);
            assertThat(own.body()).contains("\"limit\":\"function-queue\"");
            holder.reset();
            assertThat(waiter.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anUploadThatStandsStillLetsOthersRunAndGoesOnAfter() throws Exception {
        try (Wire slow = new Wire(server.port)) {
            slow.send(Wire.head("HTTP/1.1", "cat", "Content-Length: 6")).send("abc");
            assertThat(slow.readHead()).startsWith("HTTP/1.1 200");
            assertThat(slow.readChunk()).isEqualTo("abc");
            assertThat(CallHttpTest.post(server, "quick", "").body()).isEqualTo("quick\n");
            assertThat(CallHttpTest.post(server, "quick", "").body()).isEqualTo("quick\n");
            slow.send("def");
            assertThat(slow.readNextChunk()).isEqualTo("def");
            slow.readLastChunk();
        }
    }

    @Test
    void aResponseNobodyReadsLetsOthersRunAndGoesOnAfter() throws Exception {
        server.deploy("much", "head", "-c", "50000000", "/dev/zero");
        try (Wire slow = new Wire(server.port)) {
            slow.send(Wire.head("HTTP/1.0", "much", "Content-Length: 0"));
            slow.readHead();
            assertThat(CallHttpTest.post(server, "quick", "").body()).isEqualTo("quick\n");
            Wire.Ending end = slow.readToEnd();
            assertThat(end.reset()).isFalse();
            assertThat(end.text()).hasSize(50_000_000);
        }
    }

    @Test
    void whatASlowReaderGetsLastIsItsOwn() throws Exception {
        // The last bytes wait in the server while other calls use its buffers.
        server.deploy("ones", "sh", "-c", "head -c 9000000 /dev/zero | busybox tr '\\0' 1");
        server.deploy("twos", "sh", "-c", "head -c 9000000 /dev/zero | busybox tr '\\0' 2");
        try (Wire slow = new Wire(server.port)) {
            slow.send(Wire.head("HTTP/1.0", "ones", "Content-Length: 0"));
            slow.readHead();
            for (int i = 0; i < 3; i++) {
                assertThat(CallHttpTest.post(server, "twos", "").body()).hasSize(9_000_000);
            }
            assertThat(slow.readToEnd().text()).hasSize(9_000_000).matches("1+");
        }
    }

    @Test
    void aKeyHasItsOwnLimit() throws Exception {
        try (Wire holder = new Wire(server.port)) {
            holder.send(Wire.head("HTTP/1.1", "holder", "Content-Length: 0").replace("Bearer test", "Bearer limited"));
            assertThat(holder.readHead()).startsWith("HTTP/1.1 200");
            try (Wire second = new Wire(server.port)) {
                second.send(Wire.head("HTTP/1.1", "quick", "Content-Length: 0", "Connection: close")
                        .replace("Bearer test", "Bearer limited"));
                assertThat(second.readToEnd().text()).startsWith("HTTP/1.1 429").contains("\"limit\":\"key\"");
            }
            holder.reset();
        }
    }

    private static Wire hold() throws Exception {
        Wire holder = new Wire(server.port);
        holder.send(Wire.head("HTTP/1.1", "holder", "Content-Length: 0"));
        assertThat(holder.readHead()).startsWith("HTTP/1.1 200");
        return holder;
    }
}
