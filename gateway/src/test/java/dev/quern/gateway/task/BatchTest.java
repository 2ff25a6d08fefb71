package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.BatchLine;
import dev.quern.core.task.TaskRecord;
import dev.quern.gateway.Installation;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest extends TaskTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    BatchTest(Installation quern) {
        super(quern);
    }

    private List<BatchLine> batch(byte[] body) {
        HttpResponse<String> answer = server.send(
                server.request(server.f("/tasks/batch"), server.invoker()).POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().map(BatchTest::line).toList();
    }

    private List<BatchLine> batch(String body) {
        return batch(body.getBytes(StandardCharsets.UTF_8));
    }

    private static BatchLine line(String json) {
        return Objects.requireNonNull(Jsonb.instance().type(BatchLine.class).fromJson(json));
    }

    private static String id(BatchLine line) {
        return Objects.requireNonNull(line.id(), () -> String.valueOf(line.error()));
    }

    private static String code(BatchLine line) {
        return line.error() == null ? "" : line.error().code();
    }

    @Test
    void everyLineIsATaskAndIsAnsweredInOrder() {
        List<BatchLine> lines = batch("""
                {"input":"a \\"quoted\\" \\u00e9\\ud83d\\ude00 ü\\n","args":["x","y\\t"],"orderKey":"o","tier":"free"}

                {"inputBase64":"AAEC","delay":"1h","maxAge":"2h","retries":1,"callback":"http://x.test/","orderKey":null}
                { "args" : [ ] , "input" : "", "contentType": "text/plain" }\r
                {}""");
        assertThat(lines).hasSize(4);
        TaskRecord first = stored(id(lines.get(0)));
        assertThat(first.arguments()).containsExactly("x", "y\t");
        assertThat(first.orderKey()).contains("o");
        assertThat(first.tier().wire()).isEqualTo("free");
        assertThat(first.inputBytes()).isEqualTo("a \"quoted\" é😀 ü\n".getBytes(StandardCharsets.UTF_8).length);
        TaskRecord second = stored(id(lines.get(1)));
        assertThat(second.inputBytes()).isEqualTo(3);
        assertThat(second.terms().retries()).isEqualTo(1);
        assertThat(second.state().wire()).isEqualTo("scheduled");
        assertThat(server.queued).hasPositiveValue();
        Claimed claimed = new Worker(server).claim();
        assertThat(claimed.id()).hasToString(id(lines.get(2)));
        assertThat(claimed.contentType()).contains("text/plain");
    }

    @Test
    void aWrongLineSpoilsOnlyItself() {
        String huge = "{\"input\":\"" + "x".repeat(3 << 20) + "\"}";
        List<String> wrong = List.of(
                "not json",
                "{",
                "{\"input\":\"no end",
                "{\"input\":\"a\"} {}",
                "{\"input\":\"a\",\"inputBase64\":\"YQ==\"}",
                "{\"inputBase64\":\"?\"}",
                "{\"unknown\":1}",
                "{\"input\":\"\u0001\"}",
                "{\"input\":\"\\ud800\"}",
                "{\"input\":\"\\x\"}",
                "{\"input\":\"\\u12\"}",
                "{\"retries\":1e9}",
                "{\"retries\":-1}",
                "{\"args\":[1]}",
                "{\"args\":[\"a\\u0000\"]}",
                "{\"tier\":\"gold\"}",
                "{\"delay\":\"soon\"}",
                "{\"callback\":\"file:///x\"}",
                "{\"contentType\":\"text/plain\\r\\nQuern-Attempt: 2\"}",
                "{\"contentType\":\"\"}",
                "[]",
                "null",
                huge);
        String body =
                wrong.stream().map(line -> line + "\n{\"input\":\"good\"}\n").collect(Collectors.joining());
        List<BatchLine> lines = batch(body);
        assertThat(lines).hasSize(2 * wrong.size());
        for (int i = 0; i < wrong.size(); i++) {
            String line = wrong.get(i);
            assertThat(code(lines.get(2 * i)))
                    .as(line.substring(0, Math.min(line.length(), 80)))
                    .isEqualTo(line.length() > 1 << 20 ? "body_too_large" : "invalid_argument");
            assertThat(stored(id(lines.get(2 * i + 1))).inputBytes()).isEqualTo(4);
        }
    }

    @Test
    void binaryIsNoTask() {
        byte[] binary = new byte[100_000];
        new java.util.Random(7).nextBytes(binary);
        assertThat(batch(binary)).allMatch(line -> code(line).equals("invalid_argument"));
        assertThat(batch(new byte[] {'{', '"', 'i', 'n', 'p', 'u', 't', '"', ':', '"', (byte) 0xc3, '"', '}'}))
                .allMatch(line -> code(line).equals("invalid_argument"));
        assertThat(server.get("/v1/tasks").body()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void anIdCanBeReadBeforeTheNextTaskIsSent() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(server.f("/tasks/batch"), server.invoker(), CHUNKED).chunk("{\"input\":\"1\"}\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200").contains("application/x-ndjson");
            for (int i = 0; i < 3; i++) {
                assertThat(stored(id(line(client.bodyLine()))).inputBytes()).isEqualTo(1);
                client.chunk("{\"input\":\"2\"}\n");
            }
        }
    }

    @Test
    void aBatchThatBreaksOffIsNotAnsweredAsAWhole() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(server.f("/tasks/batch"), server.invoker(), CHUNKED)
                    .chunk("{\"input\":\"1\"}\n{\"input\":\"not whole\"}");
            client.head();
            String id = id(line(client.bodyLine()));
            client.socket.shutdownOutput();
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(client.next()).isNotEqualTo('0');
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.get("/v1/tasks").body().split("\"id\"", -1)).hasSize(2);
            assertThat(stored(id).inputBytes()).isEqualTo(1);
        }
    }

    /** It sends no more than it takes to be held up: what is read after that takes as long as the machine is slow. */
    @Test
    void aClientThatDoesNotReadIsHeldUp() throws Exception {
        int lines = 100;
        int most = 2000;
        String block = ("x".repeat(1000) + "\n").repeat(lines);
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean heldUp = new AtomicBoolean();
        try (RawClient client = new RawClient(server)) {
            client.post(server.f("/tasks/batch"), server.invoker(), CHUNKED);
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    while (!heldUp.get() && sent.get() < most) {
                        client.chunk(block);
                        sent.incrementAndGet();
                    }
                    client.send("0\r\n\r\n");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            int until = sent.get();
            assertThat(until).isPositive().isLessThan(most);
            heldUp.set(true);
            client.head();
            readErrors(client, until * lines);
            sender.join();
            readErrors(client, (sent.get() - until) * lines);
        }
    }

    private static void readErrors(RawClient client, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            assertThat(client.bodyLine()).startsWith("{\"error\"");
        }
    }

    @Test
    void keysHoldWithinABatchAndAcross() {
        String same = "{\"input\":\"s\",\"idempotencyKey\":\"k\"}\n";
        List<BatchLine> lines = batch(same + same + "{\"input\":\"t\",\"idempotencyKey\":\"k\"}\n");
        assertThat(id(lines.get(1))).isEqualTo(id(lines.get(0)));
        assertThat(code(lines.get(2))).isEqualTo("idempotency_mismatch");
        HttpResponse<String> single = server.send(server.request(server.f("/tasks"), server.invoker())
                .header("Idempotency-Key", "k")
                .POST(TaskServer.publisher("s")));
        assertThat(single.body()).contains(id(lines.get(0)));
    }

    @Test
    void aLongInputIsAFile() throws Exception {
        UUID id = UUID.fromString(
                id(batch("{\"input\":\"" + "y".repeat(100_000) + "\"}").getFirst()));
        try (var in = server.bodies.open(BodyName.input(id)).orElseThrow()) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
    }

    @Test
    void manyTasksKeepTheOrderOfTheirKey() {
        String body = IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"input\":\"" + i + "\",\"orderKey\":\"o" + i % 7 + "\"}\n")
                .collect(Collectors.joining());
        List<BatchLine> lines = batch(body);
        assertThat(lines).hasSize(20_000).allMatch(line -> line.id() != null);
        Worker worker = new Worker(server);
        for (int i = 0; i < 7; i++) {
            assertThat(worker.claim().id()).hasToString(id(lines.get(i)));
        }
    }

    @Test
    void whoMayNotSubmitIsToldBeforeTheBody() {
        assertRefused(server.send("POST", server.f("/tasks/batch"), "invoker.elsewhere", "{}"), 404, "not_found");
        assertRefused(
                server.send("POST", server.f("/tasks/batch?ref=none"), server.invoker(), "{}"), 404, "alias_not_found");
    }
}
