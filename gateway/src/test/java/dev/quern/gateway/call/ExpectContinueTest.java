package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Fresh;
import dev.quern.node.admission.Limits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expect: 100-continue (RFC 9110 section 10.1.1): the body is asked for after admission, never before a refusal. */
class ExpectContinueTest {
    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(1, 100));
        server.deploy("cat", "cat");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theBodyIsAskedForAndThenAnswered() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "cat", "Expect: 100-continue", "Content-Length: 3"));
            assertThat(wire.readHead()).startsWith("HTTP/1.1 100");
            wire.send("abc");
            assertThat(wire.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aClientThatDoesNotWaitNeedsNotBeAsked() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "cat", "Expect: 100-continue", "Content-Length: 3", "Connection: close")
                    + "abc");
            assertThat(wire.readToEnd().text()).contains("HTTP/1.1 200", "abc");
        }
    }

    @Test
    void aFunctionThatAnswersAtOnceIsNotDisturbedByTheQuestion() throws Exception {
        server.deploy("quick", "echo", "quick");
        for (int i = 0; i < 20; i++) {
            try (Wire wire = new Wire(server.port)) {
                wire.send(Wire.head("HTTP/1.1", "quick", "Expect: 100-continue", "Content-Length: 3"));
                String head = wire.readHead();
                if (head.startsWith("HTTP/1.1 100")) {
                    head = wire.readHead();
                }
                assertThat(head).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void anUnknownFunctionIsRefusedWithoutAskingForTheBody() throws Exception {
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head("HTTP/1.1", "nothing", "Expect: 100-continue", "Content-Length: 1000000"));
            assertThat(wire.readHead()).startsWith("HTTP/1.1 404").containsIgnoringCase("Connection: close");
        }
    }

    @Test
    void aFullQueueIsAnsweredWithoutAskingAndTheOneWhoWaitsIsAskedWhenItsTurnComes() throws Exception {
        server.deploy("held", Fresh.CONTAINER, Duration.ofSeconds(60), 1, "sh", "-c", "echo x; sleep 60");
        try (Wire holder = new Wire(server.port);
                Wire waiter = new Wire(server.port);
                Wire refused = new Wire(server.port)) {
            holder.send(Wire.head("HTTP/1.1", "held", "Content-Length: 0"));
            holder.read(1);
            waiter.send(Wire.head("HTTP/1.1", "cat", "Expect: 100-continue", "Content-Length: 3"));
            await().until(() -> server.node.load().waiting() == 1);
            server.deploy("none", Fresh.CONTAINER, Duration.ofSeconds(60), 0, "cat");
            refused.send(Wire.head("HTTP/1.1", "none", "Expect: 100-continue", "Content-Length: 3"));
            assertThat(refused.readHead())
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("Retry-After: ")
                    .containsIgnoringCase("Connection: close");
            assertThat(waiter.in.available()).isZero();
            holder.reset();
            assertThat(waiter.readHead()).startsWith("HTTP/1.1 100");
            waiter.send("abc");
            assertThat(waiter.readHead()).startsWith("HTTP/1.1 200");
        }
    }
}
