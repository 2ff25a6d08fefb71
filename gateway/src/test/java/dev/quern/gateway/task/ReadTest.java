package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskLogs;
import dev.quern.core.task.Verdict;
import dev.quern.gateway.Installation;
import dev.quern.store.task.Claimed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadTest extends TaskTest {
    ReadTest(Installation quern) {
        super(quern);
    }

    @Test
    void listingsAreFilteredAndPaged() {
        String first = server.submit();
        String second = server.submit("?delay=1h", server.developer(), "");
        String third = server.submit();
        String page = server.get("/v1/tasks?limit=2").body();
        assertThat(page).contains(third, second, "\"next\"").doesNotContain(first);
        assertThat(server.get("/v1/tasks?limit=2&cursor=" + second).body())
                .contains(first)
                .doesNotContain(second);
        assertThat(server.get("/v1/tasks?state=scheduled").body())
                .contains(second)
                .doesNotContain(third);
        assertThat(server.get("/v1/tasks?state=queued,dead&state=failed").body())
                .contains(first, third);
        assertThat(server.get("/v1/tasks?function=f&since=" + Instant.now().minusSeconds(60))
                        .body())
                .contains(first, second, third);
        assertThat(server.get("/v1/tasks?function=g").body()).isEqualTo("{\"items\":[]}");
        assertThat(server.get("/v1/tasks?since=" + Instant.now().plusSeconds(60))
                        .body())
                .isEqualTo("{\"items\":[]}");
        assertRefused(server.get("/v1/tasks?state=odd"), 400, "invalid_argument");
        assertRefused(server.get("/v1/tasks?since=yesterday"), 400, "invalid_argument");
        assertRefused(server.get("/v1/tasks?function=elsewhere/f"), 404, "namespace_not_found");
    }

    @Test
    void anInvokerSeesTheTasksOfItsOwnKeyAndStrangersNone() {
        String own = server.submit("", server.invoker(), "");
        String other = server.submit();
        String listed = server.send("GET", "/v1/tasks", server.invoker(), "").body();
        assertThat(listed).contains(own).doesNotContain(other);
        for (String rest : new String[] {"", "/attempts", "/result", "/logs", "/events"}) {
            assertRefused(server.send("GET", "/v1/tasks/" + other + rest, server.invoker(), ""), 404, "task_not_found");
            assertRefused(
                    server.send("GET", "/v1/tasks/" + own + rest, "developer.elsewhere", ""), 404, "task_not_found");
        }
        for (String verb : new String[] {"cancel", "retry"}) {
            assertRefused(
                    server.send("POST", "/v1/tasks/" + own + "/" + verb, "developer.elsewhere", ""),
                    404,
                    "task_not_found");
        }
        assertRefused(server.send("DELETE", "/v1/tasks/" + own, "developer.elsewhere", ""), 404, "task_not_found");
        assertRefused(server.get("/v1/tasks/none"), 404, "task_not_found");
        assertThat(server.send("GET", "/v1/tasks/" + own, server.invoker(), "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTaskIsShownWithAllThatHappenedToIt() throws Exception {
        String id = server.submit("?arg=x&callback=http%3A%2F%2Fx.test", server.developer(), "input");
        Worker worker = new Worker(server);
        worker.record(worker.claim(), new Verdict.Retry(Duration.ZERO));
        assertThat(server.get("/v1/tasks/" + id).body())
                .contains("\"state\":\"retrying\"", "\"error\":\"function_failed\"", "\"exitCode\":3");
        assertRefused(server.get("/v1/tasks/" + id + "/result"), 409, "conflict");
        assertThat(server.get("/v1/tasks/" + id + "/result").body()).contains("retrying");
        server.quern.store.tasks().claims().ripen(Instant.now().plusSeconds(1), 10);
        worker.succeed(worker.claim(), "the result");
        assertThat(server.get("/v1/tasks/" + id).body())
                .contains("\"state\":\"succeeded\"", "\"attempt\":2", "\"cpuMillis\":4000.0", "\"resultBytes\":10")
                .contains("\"callback\":{\"url\":\"http://x.test\",\"state\":\"pending\"");
        assertThat(server.get("/v1/tasks/" + id + "/attempts").body())
                .contains("\"number\":1", "\"number\":2", "\"node\":\"node1\"", "it failed");
        assertThat(server.get("/v1/tasks/" + id + "/result").body()).isEqualTo("the result");
    }

    @Test
    void aLongResultStreamsWithItsLength() throws Exception {
        String id = server.submit();
        Worker worker = new Worker(server);
        String result = "r".repeat(3 << 20);
        worker.succeed(worker.claim(), result);
        var answer = server.get("/v1/tasks/" + id + "/result");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(result.length());
        assertThat(answer.body()).isEqualTo(result);
    }

    @Test
    void everyAttemptHasItsLog() throws Exception {
        String id = server.submit();
        assertThat(server.get("/v1/tasks/" + id + "/logs").body()).isEmpty();
        Worker worker = new Worker(server);
        Claimed first = worker.claim();
        write(first, "first\n");
        worker.record(first, new Verdict.Retry(Duration.ZERO));
        server.quern.store.tasks().claims().ripen(Instant.now().plusSeconds(1), 10);
        Claimed second = worker.claim();
        write(second, "second\n");
        assertThat(server.get("/v1/tasks/" + id + "/logs").body()).isEqualTo("second\n");
        assertThat(server.get("/v1/tasks/" + id + "/logs?attempt=1").body()).isEqualTo("first\n");
        assertRefused(server.get("/v1/tasks/" + id + "/logs?attempt=3"), 400, "invalid_argument");
        assertRefused(server.get("/v1/tasks/" + id + "/logs?attempt=x"), 400, "invalid_argument");
    }

    private void write(Claimed task, String text) {
        try (var log = server.logs.begin(TaskLogs.callId(task.id(), task.attempt()))) {
            log.append(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }
}
