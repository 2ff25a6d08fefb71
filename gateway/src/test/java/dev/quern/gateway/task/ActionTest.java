package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.gateway.Installation;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ActionTest extends TaskTest {
    ActionTest(Installation quern) {
        super(quern);
    }

    private HttpResponse<String> post(String path, String key) {
        return server.send("POST", "/v1/tasks/" + path, key, "");
    }

    private String dead() {
        String id = server.submit();
        Worker worker = new Worker(server);
        worker.record(worker.claim(), new Verdict.Dead());
        return id;
    }

    @Test
    void cancelSaysWhatItCameTo() throws Exception {
        String waiting = server.submit("", server.invoker(), "");
        CompletableFuture<TaskState> told = new CompletableFuture<>();
        server.events.ofTask(java.util.UUID.fromString(waiting), event -> told.complete(event.state()));
        HttpResponse<String> cancelled = post(waiting + "/cancel", server.invoker());
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.body()).isEqualTo("{\"id\":\"" + waiting + "\",\"state\":\"cancelled\"}");
        assertThat(told).isCompletedWithValue(TaskState.CANCELLED);
        assertRefused(post(waiting + "/cancel", server.invoker()), 409, "conflict");
        String running = server.submit();
        assertRefused(post(running + "/cancel", server.invoker()), 404, "task_not_found");
        new Worker(server).claim();
        HttpResponse<String> requested = post(running + "/cancel", server.developer());
        assertThat(requested.statusCode()).isEqualTo(202);
        assertThat(requested.body()).contains("\"state\":\"running\"");
        assertThat(server.cancels).hasValue(1);
        assertThat(stored(running).cancelRequested()).isTrue();
    }

    @Test
    void oneDeadTaskIsRetriedUnderItsId() {
        String id = dead();
        int before = server.queued.get();
        assertThat(post(id + "/retry", server.developer()).body()).contains(id, "queued");
        assertThat(server.queued.get()).isGreaterThan(before);
        assertThat(stored(id).attempts()).hasSize(1);
        assertRefused(post(id + "/retry", server.developer()), 409, "conflict");
    }

    @Test
    void retryAndPurgeAreForDevelopers() {
        String id = server.submit("", server.invoker(), "");
        assertRefused(post(id + "/retry", server.invoker()), 403, "forbidden");
        assertRefused(server.send("DELETE", "/v1/tasks/" + id, server.invoker(), ""), 403, "forbidden");
        assertRefused(post("retry?state=dead", server.invoker()), 403, "forbidden");
        assertRefused(server.send("DELETE", "/v1/tasks?state=dead", server.invoker(), ""), 403, "forbidden");
        assertRefused(server.send("DELETE", "/v1/tasks/" + id, server.developer(), ""), 409, "conflict");
    }

    @Test
    void manyAreRetriedAndPurgedByWhatTheyEndedIn() {
        for (int i = 0; i < 3; i++) {
            dead();
        }
        server.deploy("g");
        server.send("POST", "/v1/functions/" + server.namespace + "/g/tasks", server.developer(), "");
        Worker worker = new Worker(server);
        worker.record(worker.claim(), new Verdict.Fail());
        assertRefused(post("retry", server.developer()), 400, "invalid_argument");
        assertRefused(post("retry?state=succeeded", server.developer()), 400, "invalid_argument");
        assertRefused(server.send("DELETE", "/v1/tasks", server.developer(), ""), 400, "invalid_argument");
        assertThat(post("retry?state=dead&error=out_of_memory", server.developer())
                        .body())
                .isEqualTo("{\"count\":0}");
        assertThat(post("retry?state=dead,failed&function=g", server.developer())
                        .body())
                .isEqualTo("{\"count\":1}");
        assertThat(server.send("DELETE", "/v1/tasks?state=dead&error=function_failed", server.developer(), "")
                        .body())
                .isEqualTo("{\"count\":3}");
        assertThat(server.get("/v1/tasks").body().split("\"id\"", -1)).hasSize(2);
    }

    @Test
    void policiesAreWholeAndForDevelopers() {
        String path = server.f("/policy");
        assertThat(server.get(path).body()).contains("\"retries\":3", "\"orderOnDead\":\"block\"");
        HttpResponse<String> put = server.send(
                "PUT", path, server.developer(), "{\"retries\":9,\"neverExitCodes\":[64,65],\"retention\":\"long\"}");
        assertThat(put.body()).contains("\"retries\":9", "\"neverExitCodes\":[64,65]", "\"onTimeout\":true");
        assertThat(server.get(path).body()).isEqualTo(put.body());
        assertThat(server.send("PUT", path, server.developer(), "{}").body()).contains("\"retries\":3");
        for (String wrong : new String[] {
            "{\"retries\":-1}",
            "{\"neverExitCodes\":[null]}",
            "{\"neverExitCodes\":[0]}",
            "{\"backoffFirstMillis\":0}",
            "{\"budgetRatio\":2}",
            "{\"retention\":\"ever\"}",
            "{",
            "[]"
        }) {
            assertThat(server.send("PUT", path, server.developer(), wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertRefused(server.send("GET", path, server.invoker(), ""), 403, "forbidden");
        assertRefused(server.send("PUT", path, server.invoker(), "{}"), 403, "forbidden");
        assertRefused(server.send("PUT", path, "developer.elsewhere", "{}"), 404, "function_not_found");
        assertRefused(server.get(server.f("x/policy")), 404, "function_not_found");
        assertRefused(server.send("PUT", server.f("x/policy"), server.developer(), "{}"), 404, "function_not_found");
    }

    @Test
    void usageIsSummedAndPriced() throws Exception {
        server.submit();
        Worker worker = new Worker(server);
        worker.succeed(worker.claim(), "");
        String json = server.get("/v1/usage").body();
        assertThat(json)
                .contains("\"by\":\"function\"", "\"function\":\"f\"", "\"executions\":1", "\"cpuMillis\":2000.0")
                .contains("\"cost\":1.0");
        assertThat(server.get("/v1/usage?by=namespace&step=1h").body())
                .contains("\"stepMillis\":3600000")
                .doesNotContain("\"function\":\"f\"");
        HttpResponse<String> csv = server.send(
                server.request("/v1/usage?by=version", server.developer()).header("Accept", "text/csv"));
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().lines().toList().get(1))
                .contains("," + server.namespace + ",f,1,1,2000.000,3000.000,4096,1,2,1.0");
        assertRefused(server.send("GET", "/v1/usage", server.invoker(), ""), 403, "forbidden");
        assertRefused(server.get("/v1/usage?namespace=elsewhere"), 404, "namespace_not_found");
        for (String wrong : new String[] {
            "by=day",
            "from=now",
            "step=1ms",
            "step=1m&from=2020-01-01T00:00:00Z",
            "to=2020-01-01T00:00:00Z&from=2020-01-01T00:00:00Z"
        }) {
            assertThat(server.get("/v1/usage?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }
}
