package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.task.Progress;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.gateway.Installation;
import dev.quern.manager.task.TaskEvent;
import dev.quern.store.task.Claimed;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitTest extends TaskTest {
    WaitTest(Installation quern) {
        super(quern);
    }

    private void tell(String id, TaskState state, Optional<Progress> progress) {
        server.events.publish(new TaskEvent(UUID.fromString(id), Optional.of(server.function), state, 1, progress));
    }

    @Test
    void aWaitEndsWithTheTaskOrWithItsTime() throws Exception {
        String id = server.submit();
        assertThat(server.get("/v1/tasks/" + id + "?wait=50ms").body()).contains("\"state\":\"queued\"");
        assertRefused(server.get("/v1/tasks/" + id + "?wait=6m"), 400, "invalid_argument");
        Worker worker = new Worker(server);
        worker.succeed(worker.claim(), "");
        assertThat(server.get("/v1/tasks/" + id + "?wait=30s").body()).contains("\"state\":\"succeeded\"");
    }

    @Test
    void manyWhoWaitAreAllAnsweredAlsoWhenNobodyTellsThisProcess() throws Exception {
        String id = server.submit();
        Worker worker = new Worker(server);
        Claimed task = worker.claim();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 100)
                    .mapToObj(_ ->
                            CompletableFuture.supplyAsync(() -> server.get("/v1/tasks/" + id + "?wait=30s"), threads))
                    .toList();
            worker.succeed(task, "");
            long began = System.nanoTime();
            waiting.forEach(answer -> assertThat(answer.join().body()).contains("\"state\":\"succeeded\""));
            assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
        }
    }

    @Test
    void aPurgedTaskEndsTheWait() {
        String id = server.submit();
        Worker worker = new Worker(server);
        worker.record(worker.claim(), new Verdict.Dead());
        assertThat(server.send("DELETE", "/v1/tasks/" + id, server.developer(), "")
                        .statusCode())
                .isEqualTo(204);
        assertRefused(server.get("/v1/tasks/" + id + "?wait=30s"), 404, "task_not_found");
    }

    @Test
    void aServerThatStopsEndsThoseWhoOnlyWait() throws Exception {
        String id = server.submit();
        try (BufferedReader events = events("/v1/tasks/" + id + "/events", server.developer())) {
            next(events);
            CompletableFuture<HttpResponse<String>> poll =
                    CompletableFuture.supplyAsync(() -> server.get("/v1/tasks/" + id + "?wait=5m"));
            server.endWaits();
            assertThat(events.readLine()).isNull();
            assertThat(poll.join().body()).contains("\"state\":\"queued\"");
        }
    }

    private BufferedReader events(String path, String key) throws Exception {
        HttpResponse<java.io.InputStream> answer =
                HttpClient.newHttpClient().send(server.request(path, key).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader events) throws Exception {
        StringBuilder event = new StringBuilder();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.isEmpty() && !event.isEmpty()) {
                return event.toString();
            }
            if (!line.isEmpty() && !line.startsWith(":")) {
                event.append(line).append('\n');
            }
        }
        return event.toString();
    }

    @Test
    void theEventsOfATaskEndWithIt() throws Exception {
        String id = server.submit();
        try (BufferedReader events = events("/v1/tasks/" + id + "/events", server.developer())) {
            assertThat(next(events))
                    .isEqualTo("event: state\ndata: {\"id\":\"" + id + "\",\"state\":\"queued\",\"attempt\":0}\n");
            tell(id, TaskState.RUNNING, Optional.empty());
            assertThat(next(events)).contains("event: state", "\"state\":\"running\"", "\"attempt\":1");
            tell(id, TaskState.RUNNING, Optional.of(new Progress(40, "half \n done")));
            tell(id, TaskState.RUNNING, Optional.of(new Progress(40, "half \n done")));
            assertThat(next(events)).contains("event: progress", "{\"percent\":40,\"message\":\"half \\n done\"}");
            tell(id, TaskState.SUCCEEDED, Optional.empty());
            assertThat(next(events)).contains("event: state", "\"state\":\"succeeded\"");
            assertThat(events.readLine()).isNull();
        }
        try (BufferedReader events = events("/v1/tasks/" + id + "/events", server.developer())) {
            assertThat(next(events)).contains("queued");
        }
    }

    @Test
    void whatOnlyTheStoreKnowsIsToldToo() throws Exception {
        String id = server.submit();
        try (BufferedReader events = events("/v1/tasks/" + id + "/events", server.developer())) {
            next(events);
            Worker worker = new Worker(server);
            Claimed task = worker.claim();
            assertThat(next(events)).contains("\"state\":\"running\"");
            worker.record(task, new Verdict.Dead());
            assertThat(next(events)).contains("\"state\":\"dead\"");
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void aFunctionsEventsAreForDevelopers() throws Exception {
        String id = server.submit();
        assertRefused(server.send("GET", server.f("/tasks/events"), server.invoker(), ""), 403, "forbidden");
        assertRefused(server.get(server.f("x/tasks/events")), 404, "function_not_found");
        try (BufferedReader events = events(server.f("/tasks/events"), server.developer())) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return next(events);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            // The head may be there before the subscription is.
            await().until(() -> {
                tell(id, TaskState.RUNNING, Optional.empty());
                return first.isDone();
            });
            assertThat(first.join()).contains(id, "\"state\":\"running\"");
        }
    }
}
