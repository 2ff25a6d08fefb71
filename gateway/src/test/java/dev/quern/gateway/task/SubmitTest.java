package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.FunctionPut;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Tier;
import dev.quern.gateway.Installation;
import dev.quern.store.task.BodyName;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubmitTest extends TaskTest {
    SubmitTest(Installation quern) {
        super(quern);
    }

    @Test
    void anAcceptedTaskIsStored() {
        HttpResponse<String> answer =
                server.send("POST", server.f("/tasks?arg=a&arg=b%20c"), server.invoker(), "the input");
        assertThat(answer.statusCode()).isEqualTo(202);
        String id = answer.headers().firstValue("Quern-Task-Id").orElseThrow();
        assertThat(answer.headers().firstValue("Location")).contains("/v1/tasks/" + id);
        assertThat(answer.headers().firstValue("Quern-Function-Version")).contains("1");
        assertThat(answer.body()).isEqualTo("{\"id\":\"" + id + "\",\"state\":\"queued\"}");
        TaskRecord task = stored(id);
        assertThat(task.arguments()).containsExactly("a", "b c");
        assertThat(task.state()).isEqualTo(TaskState.QUEUED);
        assertThat(task.terms()).isEqualTo(RetryPolicy.DEFAULT.terms());
        assertThat(task.keyId()).isEqualTo(server.invoker());
        assertThat(server.queued).hasPositiveValue();
        assertThat(new Worker(server).claim().input().bytes().orElseThrow())
                .isEqualTo("the input".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatTheSubmissionSaysGoesBeforeThePolicy() {
        server.send("PUT", server.f("/policy"), server.developer(), "{\"retries\":7,\"orderOnDead\":\"skip\"}");
        HttpResponse<String> answer = server.send(
                "POST",
                server.f("/tasks?order-key=o&delay=5m&tier=paid&max-age=2h&callback=https%3A%2F%2Fexample.test%2Fx"),
                server.developer(),
                "");
        assertThat(answer.body()).contains("\"state\":\"scheduled\"");
        TaskRecord task = stored(answer.headers().firstValue("Quern-Task-Id").orElseThrow());
        assertThat(task.orderKey()).contains("o");
        assertThat(task.tier()).isEqualTo(Tier.PAID);
        assertThat(task.terms().maxAge()).isEqualTo(Duration.ofHours(2));
        assertThat(task.terms().retries()).isEqualTo(7);
        assertThat(task.terms().orderOnDead().wire()).isEqualTo("skip");
        assertThat(task.callbackUrl()).contains("https://example.test/x");
        assertThat(Duration.between(task.submittedAt(), task.dueAt().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(stored(server.submit("?retries=0", server.developer(), ""))
                        .terms()
                        .retries())
                .isZero();
    }

    @Test
    void aSharedFunctionTakesTasksOfOthersWhoSeeTheirOwn() {
        String guest = server.quern.namespace();
        String path = server.f("/tasks?order-key=o");
        assertRefused(server.send("POST", path, "invoker." + guest, ""), 404, "not_found");
        server.quern.functions.put(
                Installation.developer(server.namespace), server.function, new FunctionPut("shared", List.of(guest)));
        HttpResponse<String> accepted = server.send("POST", path, "invoker." + guest, "theirs");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String task =
                "/v1/tasks/" + accepted.headers().firstValue("Quern-Task-Id").orElseThrow();
        assertThat(server.send("GET", task, "invoker." + guest, "").body())
                .contains("\"orderKey\":\"" + guest + "/o\"");
        assertThat(server.send("GET", task, "developer." + server.namespace, "").statusCode())
                .isEqualTo(200);
        assertRefused(server.send("GET", task, "invoker." + server.namespace, ""), 404, "task_not_found");
        assertRefused(server.send("POST", path, "invoker." + server.quern.namespace(), ""), 404, "not_found");
        server.quern.functions.put(
                Installation.developer(server.namespace), server.function, new FunctionPut("public", null));
        assertThat(server.send("POST", path, "invoker." + server.quern.namespace(), "")
                        .statusCode())
                .isEqualTo(202);
        server.quern.functions.put(
                Installation.developer(server.namespace), server.function, new FunctionPut(null, null));
        assertRefused(server.send("POST", path, "invoker." + guest, ""), 404, "not_found");
    }

    @Test
    void aLongBodyIsAFileBeforeItIsARow() throws Exception {
        byte[] body = "0123456789".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        for (var publisher : List.of(
                BodyPublishers.ofByteArray(body),
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
            HttpResponse<String> answer = server.send(
                    server.request(server.f("/tasks"), server.invoker()).POST(publisher));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            UUID id =
                    UUID.fromString(answer.headers().firstValue("Quern-Task-Id").orElseThrow());
            assertThat(stored(id.toString()).inputBytes()).isEqualTo(body.length);
            try (var in = server.bodies.open(BodyName.input(id)).orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(body);
            }
        }
    }

    @Test
    void aBodyOfUnknownLengthThatIsSmallIsInTheRow() {
        byte[] body = new byte[64 << 10];
        HttpResponse<String> answer = server.send(server.request(server.f("/tasks"), server.invoker())
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(new Worker(server).claim().input().bytes().orElseThrow()).hasSize(body.length);
    }

    @Test
    void oneKeyIsOneTaskHoweverManySubmitIt() {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 24).parallel().forEach(_ -> {
            HttpResponse<String> answer = keyed("k", "same");
            assertThat(answer.statusCode()).isEqualTo(202);
            ids.add(answer.headers().firstValue("Quern-Task-Id").orElseThrow());
        });
        assertThat(ids).hasSize(1);
        assertRefused(keyed("k", "other"), 422, "idempotency_mismatch");
        assertRefused(keyed("k?arg=x", "same"), 422, "idempotency_mismatch");
        new Worker(server).claim();
        assertThat(keyed("k", "same").body()).contains("\"state\":\"running\"");
        assertThat(keyed("another", "same").body())
                .doesNotContain(ids.iterator().next());
    }

    @Test
    void theFileOfARepeatedSubmissionIsNotKept() throws Exception {
        String body = "x".repeat(100_000);
        String first = keyed("k", body).body();
        assertThat(keyed("k", body).body()).isEqualTo(first);
        assertRefused(keyed("k", body + "y"), 422, "idempotency_mismatch");
        try (Stream<Path> files = Files.walk(directory.resolve("tasks"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    /** A key, perhaps with a query after it. */
    private HttpResponse<String> keyed(String key, String body) {
        String[] parts = key.split("\\?", 2);
        return server.send(server.request(
                        server.f("/tasks" + (parts.length > 1 ? "?" + parts[1] : "")), server.invoker())
                .header("Idempotency-Key", parts[0])
                .POST(TaskServer.publisher(body)));
    }

    @Test
    void anImageIsForDevelopers() {
        String path = "/v1/tasks?image=app&arg=x&memory=64Mi&timeout=5m";
        assertRefused(server.send("POST", path, server.invoker(), ""), 403, "forbidden");
        HttpResponse<String> answer = server.send("POST", path, server.developer(), "");
        assertThat(answer.statusCode()).isEqualTo(202);
        TaskRecord task = stored(answer.headers().firstValue("Quern-Task-Id").orElseThrow());
        assertThat(task.function()).isEmpty();
        assertThat(task.config().orElseThrow().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertRefused(server.send("POST", "/v1/tasks", server.developer(), ""), 400, "invalid_argument");
        assertRefused(server.send("POST", "/v1/tasks?image=none", server.developer(), ""), 404, "image_not_found");
    }

    @Test
    void whatCannotBeIsRefusedWithAReason() {
        for (String query : List.of(
                "delay=soon",
                "delay=91d",
                "tier=gold",
                "max-age=1ms",
                "retries=many",
                "retries=1001",
                "order-key=",
                "callback=ftp%3A%2F%2Fx",
                "callback=http%3A%2F%2Fu%3Ap%40x",
                "callback=x",
                "ref=-1",
                "arg=%00")) {
            assertThat(server.send("POST", server.f("/tasks?" + query), server.invoker(), "b")
                            .statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertRefused(server.send("POST", server.f("/tasks?ref=9"), server.invoker(), ""), 404, "version_not_found");
        assertRefused(server.send("POST", server.f("x/tasks"), server.invoker(), ""), 404, "function_not_found");
        assertRefused(server.send("POST", server.f("/tasks"), "invoker.elsewhere", ""), 404, "not_found");
    }

    @Test
    void aBodyThatBreaksOffIsNoTask() throws Exception {
        for (String framing : List.of("Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n")) {
            try (RawClient client = new RawClient(server)) {
                client.post(server.f("/tasks"), server.invoker(), framing).send("5\r\nhello\r\n");
                client.socket.shutdownOutput();
                client.socket.setSoLinger(true, 0);
            }
        }
        server.submit();
        assertThat(server.get("/v1/tasks").body().split("\"id\"", -1)).hasSize(2);
    }

    @Test
    void aBodyMayComeSlowlyAndConnectionsServeManySubmissions() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(server.f("/tasks"), server.invoker(), "Content-Length: 10\r\n")
                    .send("01234");
            server.submit();
            client.send("56789");
            assertThat(client.head()).startsWith("HTTP/1.1 202").contains("Quern-Task-Id");
            client.read("{\"id\":\"\",\"state\":\"queued\"}".length() + 36);
            client.post(server.f("/tasks"), server.invoker(), "Content-Length: 5\r\n", "Expect: 100-continue\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            client.send("abcde");
            assertThat(client.head()).startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void aNewPolicyHoldsForWhatIsSubmittedAfterIt() {
        assertThat(server.send("PUT", server.f("/policy"), server.developer(), "{\"maxAgeMillis\":60000}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(stored(server.submit()).terms().maxAge()).isEqualTo(Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(server.queued).hasPositiveValue());
    }
}
