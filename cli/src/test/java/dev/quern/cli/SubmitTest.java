package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubmitTest extends CliTest {
    static final String TASK = """
            {"id":"%s","namespace":"default","function":"f","version":1,"imageDigest":"sha256:0","state":"%s",\
            "held":false,"cancelRequested":false,"tier":"standard","retries":3,"maxAgeMillis":1000,\
            "orderOnDead":"block","retention":"standard","arguments":[],"inputBytes":1,\
            "submittedAt":"2026-01-01T00:00:00Z","expiresAt":"2026-01-01T06:00:00Z","attempt":2,"exitCode":%s,\
            "error":%s,"message":%s,"resultBytes":1,"cpuMillis":1,"wallMillis":1,"peakMemoryBytes":1,"bytesIn":1,\
            "bytesOut":1}""";
    private static final String ACCEPTED = "{\"id\":\"" + CALL + "\",\"state\":\"queued\"}";

    private static String task(String state, String exit, String error) {
        return TASK.formatted(CALL, state, exit, error, "null");
    }

    /** Accepts a task, then answers for it by what is asked. */
    private static TestServer server(String task) {
        return new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.body();
                x.json(202, ACCEPTED);
            } else if (x.request().contains("/result")) {
                x.raw("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nresult");
            } else if (x.request().contains("/events")) {
                x.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n: listening\n\n"
                        + "event: progress\ndata: {\"id\":\"x\",\"state\":\"running\",\"attempt\":1,"
                        + "\"progress\":{\"percent\":40,\"message\":\"half\\u001b[2J\"}}\n\n");
            } else {
                x.json(200, task);
            }
        });
    }

    @Test
    void everyFlagTravelsAndTheIdIsPrinted() {
        try (TestServer server = server("")) {
            use(server);
            assertThat(quernWith(
                            "input",
                            "submit",
                            "--idempotency-key=k",
                            "--order-key=o p",
                            "--delay=90s",
                            "--tier=paid",
                            "--max-age=6h",
                            "--retries=2",
                            "--callback=http://x/",
                            "media/f:blue",
                            "a",
                            "-x"))
                    .isZero();
            assertThat(out()).isEqualTo(CALL + "\n");
            assertThat(server.requests())
                    .containsExactly("POST /v1/functions/media/f/tasks?ref=blue&order-key=o%20p&delay=1m30s&tier=paid"
                            + "&max-age=6h&retries=2&callback=http%3A%2F%2Fx%2F");
            assertThat(server.header("idempotency-key")).isEqualTo("k");
            assertThat(server.header("quern-args")).isEqualTo("[\"a\",\"-x\"]");
        }
    }

    @Test
    void anImageTakesAllParametersAsArguments() {
        try (TestServer server = server("")) {
            use(server);
            assertThat(quern("submit", "--image", "busybox:1", "--memory", "64Mi", "--", "grep", "-c", "x"))
                    .isZero();
            assertThat(server.requests())
                    .containsExactly("POST /v1/tasks?namespace=default&image=busybox%3A1&memory=64Mi");
            assertThat(server.header("quern-args")).isEqualTo("[\"grep\",\"-c\",\"x\"]");
            assertThat(quern("submit", "f", "--memory", "64Mi")).isEqualTo(2);
            assertThat(quern("submit")).isEqualTo(2);
        }
    }

    @Test
    void theInputMayBeAFile() throws IOException {
        Path file = Files.writeString(home.resolve("input"), "from the file");
        StringBuilder got = new StringBuilder();
        try (TestServer server = new TestServer(x -> {
            got.append(new String(x.body(), StandardCharsets.UTF_8));
            x.json(202, ACCEPTED);
        })) {
            use(server);
            assertThat(quernWith("ignored", "submit", "--input", file.toString(), "f"))
                    .isZero();
            assertThat(got).hasToString("from the file");
            assertThat(quern("submit", "-o", "json", "f")).isZero();
            assertThat(out()).contains("\"state\": \"queued\"");
        }
    }

    @Test
    void waitingPrintsTheResultAndShowsProgressOnATerminal() {
        errIsTerminal = true;
        try (TestServer server = server(task("succeeded", "0", "null"))) {
            use(server);
            assertThat(quern("submit", "--wait", "f")).isZero();
            assertThat(out()).isEqualTo("result");
            assertThat(err()).contains("running 40% half?[2J").endsWith("\r\u001b[K");
        }
    }

    @Test
    void waitingAsksWithoutATerminalToo() {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.body();
                x.json(202, ACCEPTED);
            } else if (x.request().contains("/result")) {
                x.raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            } else if (asked.incrementAndGet() == 2) {
                x.json(503, "{\"error\":{\"code\":\"unavailable\",\"message\":\"restarting\"}}");
            } else {
                x.json(200, task(asked.get() < 4 ? "retrying" : "succeeded", "0", "null"));
            }
        })) {
            use(server);
            assertThat(quern("submit", "--wait", "f")).isZero();
            assertThat(err()).isEmpty();
            assertThat(server.requests()).contains("GET /v1/tasks/" + CALL + "?wait=30s");
        }
    }

    @Test
    void theExitCodeIsTheFunctionsOr124OnADeadline() {
        record Case(String task, int exit) {}
        for (Case c : new Case[] {
            new Case(task("dead", "7", "\"function_failed\""), 7),
            new Case(task("dead", "137", "\"deadline_exceeded\""), 124),
            new Case(task("expired", "null", "\"deadline_exceeded\""), 124),
            new Case(task("dead", "null", "\"unavailable\""), 125),
            new Case(task("cancelled", "null", "null"), 125)
        }) {
            try (TestServer server = server(c.task())) {
                use(server);
                assertThat(quern("submit", "--wait", "f")).as(c.task()).isEqualTo(c.exit());
                assertThat(quern("task", "wait", CALL)).isEqualTo(c.exit());
            }
        }
        assertThat(err()).contains("The task is cancelled").contains("after 2 attempts");
    }

    @Test
    void aBatchPrintsAnIdForEachAndSaysWhatWasRefused() throws IOException {
        Path file = Files.writeString(home.resolve("tasks"), "{}\n{}\n");
        StringBuilder got = new StringBuilder();
        try (TestServer server = new TestServer(x -> {
            got.append(new String(x.body(), StandardCharsets.UTF_8));
            x.begin();
            x.chunk("{\"id\":\"one\"}\n{\"error\":{\"code\":\"invalid_argument\",".getBytes(StandardCharsets.UTF_8));
            x.chunk("\"message\":\"wrong\"}}\n{\"id\":\"three\"}\n".getBytes(StandardCharsets.UTF_8));
            x.raw("0\r\n\r\n");
        })) {
            use(server);
            assertThat(quern("submit", "f", "--batch", file.toString())).isEqualTo(125);
            assertThat(out()).isEqualTo("one\nthree\n");
            assertThat(err()).contains("task 2: wrong").contains("1 of 3 tasks were refused");
            assertThat(quernWith("{\"input\":\"x\"}", "submit", "f", "--batch", "-"))
                    .isEqualTo(125);
            assertThat(got).hasToString("{}\n{}\n{\"input\":\"x\"}");
            assertThat(server.requests().getFirst()).isEqualTo("POST /v1/functions/default/f/tasks/batch?ref=live");
            assertThat(quern("submit", "f", "--batch", "-", "--tier", "free")).isEqualTo(2);
        }
    }

    @Test
    void aBatchCutOffIsNoSuccess() {
        try (TestServer server = new TestServer(x -> {
            x.body();
            x.begin();
            x.chunk("{\"id\":\"one\"}\n".getBytes(StandardCharsets.UTF_8));
        })) {
            use(server);
            assertThat(quernWith("{}\n{}\n", "submit", "f", "--batch", "-")).isEqualTo(125);
            assertThat(out()).isEqualTo("one\n");
        }
    }
}
