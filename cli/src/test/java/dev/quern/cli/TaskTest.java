package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TaskTest extends CliTest {
    private static final String POLICY = """
            {"retries":3,"backoffFirstMillis":1000,"backoffMostMillis":300000,"neverExitCodes":[2],"onTimeout":true,\
            "onOutOfMemory":false,"budgetRatio":0.2,"budgetPerMinute":10,"maxAgeMillis":21600000,\
            "orderOnDead":"block","retention":"standard"}""";

    private static TestServer answering(int status, String json) {
        return new TestServer(x -> {
            x.body();
            x.json(status, json);
        });
    }

    private static String task(String state) {
        return SubmitTest.TASK.formatted(CALL, state, "3", "\"function_failed\"", "\"it failed\"");
    }

    @Test
    void tasksAreListedByStateFunctionAndAge() {
        try (TestServer server = new TestServer(x -> x.json(200, "{\"items\":[" + task("dead") + "]}"))) {
            use(server);
            assertThat(quern(
                            "task",
                            "ls",
                            "--state",
                            "dead,failed",
                            "--function",
                            "f",
                            "--since",
                            "2026-01-01T00:00:00Z"))
                    .isZero();
            assertThat(out().lines().toList().get(1)).startsWith(CALL + "  f@1       dead   2        3");
            assertThat(server.requests())
                    .containsExactly("GET /v1/tasks?namespace=default&state=dead&state=failed&function=default%2Ff"
                            + "&since=2026-01-01T00%3A00%3A00Z&limit=50");
            assertThat(quern("task", "ls", "--since", "2h", "-o", "name")).isZero();
            assertThat(server.requests().getLast()).matches(".*since=20\\d\\d-.*Z&limit=50");
            assertThat(quern("task", "ls", "--since", "yesterday")).isEqualTo(2);
            assertThat(quern("task", "ls", "-o", "csv")).isEqualTo(2);
            assertThat(err()).contains("Only usage is printed as csv");
        }
    }

    @Test
    void oneTaskIsShownWithItsAttempts() {
        try (TestServer server = new TestServer(x -> x.json(
                200,
                x.request().contains("/attempts")
                        ? "{\"items\":[{\"number\":1,\"node\":\"n1\",\"startedAt\":\"2026-01-01T00:00:00Z\","
                                + "\"endedAt\":\"2026-01-01T00:00:09Z\",\"exitCode\":3,\"error\":\"function_failed\","
                                + "\"message\":\"it failed\",\"platform\":false}]}"
                        : task("dead")))) {
            use(server);
            assertThat(quern("task", "get", CALL)).isZero();
            assertThat(out())
                    .contains("state: dead\n")
                    .contains("ATTEMPT  NODE")
                    .contains("2026-01-01 00:00:09  3     function_failed  it failed");
        }
    }

    @Test
    void logsNameTheAttempt() {
        try (TestServer server = new TestServer(x -> x.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlines"))) {
            use(server);
            assertThat(quern("task", "logs", CALL, "--attempt", "2", "-f")).isZero();
            assertThat(quern("task", "result", CALL)).isZero();
            assertThat(out()).isEqualTo("lineslines");
            assertThat(server.requests())
                    .containsExactly(
                            "GET /v1/tasks/" + CALL + "/logs?attempt=2&follow=true",
                            "GET /v1/tasks/" + CALL + "/result");
        }
    }

    @Test
    void aResultThatIsNotThereIsAnError() {
        try (TestServer server = answering(409, "{\"error\":{\"code\":\"conflict\",\"message\":\"It is running\"}}")) {
            use(server);
            assertThat(quern("task", "result", CALL)).isEqualTo(125);
            assertThat(err()).contains("It is running");
        }
    }

    @Test
    void tasksAreCancelledAndRetriedById() {
        try (TestServer server = answering(202, "{\"id\":\"" + CALL + "\",\"state\":\"running\"}")) {
            use(server);
            assertThat(quern("task", "cancel", CALL, "../x")).isZero();
            assertThat(out()).contains(CALL + " is being cancelled\n");
            assertThat(quern("task", "retry", CALL)).isZero();
            assertThat(server.requests())
                    .containsExactly(
                            "POST /v1/tasks/" + CALL + "/cancel",
                            "POST /v1/tasks/..%2Fx/cancel",
                            "POST /v1/tasks/" + CALL + "/retry");
        }
    }

    @Test
    void manyAreRetriedAndPurgedByAFilter() {
        try (TestServer server = answering(200, "{\"count\":3}")) {
            use(server);
            assertThat(quern("task", "retry", "--state", "dead", "--function", "f", "--error", "out_of_memory"))
                    .isZero();
            assertThat(out()).isEqualTo("3 tasks are queued\n");
            assertThat(quern("-n", "media", "task", "purge", "--state", "dead,failed"))
                    .isZero();
            assertThat(server.requests())
                    .containsExactly(
                            "POST /v1/tasks/retry?namespace=default&state=dead&function=default%2Ff&error=out_of_memory",
                            "DELETE /v1/tasks?namespace=media&state=dead&state=failed");
        }
    }

    @Test
    void nothingIsPurgedByLeavingSomethingOut() {
        environment.put("QUERN_URL", "http://127.0.0.1:1");
        assertThat(quern("task", "purge")).isEqualTo(2);
        assertThat(quern("task", "purge", "--function", "f")).isEqualTo(2);
        assertThat(quern("task", "retry", CALL, "--state", "dead")).isEqualTo(2);
    }

    @Test
    void aPolicyChangesInWhatIsNamed() {
        StringBuilder put = new StringBuilder();
        try (TestServer server = new TestServer(x -> {
            put.append(new String(x.body(), StandardCharsets.UTF_8));
            x.json(200, POLICY);
        })) {
            use(server);
            assertThat(quern("function", "set", "f")).isZero();
            assertThat(out()).contains("retries: 3\n");
            assertThat(put).isEmpty();
            assertThat(quern(
                            "function",
                            "set",
                            "media/f",
                            "--retries=9",
                            "--backoff=2s..1m",
                            "--never-retry=64,65",
                            "--no-retry-timeout",
                            "--retry-memory",
                            "--max-age=1h",
                            "--on-dead=skip",
                            "--retention=long"))
                    .isZero();
            assertThat(put)
                    .hasToString("{\"retries\":9,\"backoffFirstMillis\":2000,\"backoffMostMillis\":60000,"
                            + "\"neverExitCodes\":[64,65],\"onTimeout\":false,\"onOutOfMemory\":true,"
                            + "\"budgetRatio\":0.2,\"budgetPerMinute\":10,\"maxAgeMillis\":3600000,"
                            + "\"orderOnDead\":\"skip\",\"retention\":\"long\"}");
            assertThat(server.requests())
                    .containsExactly(
                            "GET /v1/functions/default/f/policy",
                            "GET /v1/functions/media/f/policy",
                            "PUT /v1/functions/media/f/policy");
            put.setLength(0);
            assertThat(quern("function", "set", "f", "--never-retry=")).isZero();
            assertThat(put.toString()).contains("\"neverExitCodes\":[]").contains("\"retries\":3");
            assertThat(quern("function", "set", "f", "--backoff=5m")).isEqualTo(2);
            assertThat(quern("function", "set", "f", "--on-dead=wait")).isEqualTo(2);
        }
    }

    private static final String USAGE = """
            {"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","by":"function","items":[\
            {"from":"2026-01-01T00:00:00Z","namespace":"default","function":"f","version":0,"executions":12,\
            "cpuMillis":1500,"wallMillis":2500,"peakMemoryBytes":1048576,"bytesIn":1024,"bytesOut":0%s}]}""";

    @Test
    void usageIsATableWithCostsWhereThereArePrices() {
        try (TestServer server = answering(200, USAGE.formatted(",\"cost\":0.75"))) {
            use(server);
            assertThat(quern("usage", "--since", "1d")).isZero();
            assertThat(out()).isEqualTo("""
                    FUNCTION   EXECUTIONS  CPU    WALL   MEMORY  IN   OUT  COST
                    default/f  12          1.5 s  2.5 s  1Mi     1Ki  0B   0.7500
                    """);
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .contains("by=function")
                    .doesNotContain("step");
            assertThat(quern("usage", "--by", "day")).isEqualTo(2);
            assertThat(quern("usage", "--since", "10s")).isEqualTo(2);
        }
    }

    @Test
    void aTerminalGetsAPlotToo() {
        errIsTerminal = true;
        try (TestServer server = answering(200, USAGE.formatted(""))) {
            use(server);
            assertThat(quern("usage")).isZero();
            assertThat(err()).startsWith("cpu |").contains("s at most in 2h48m");
            assertThat(out()).doesNotContain("COST").doesNotContain("cpu |");
            assertThat(server.requests()).anyMatch(request -> request.contains("by=namespace&step=2h48m"));
        }
    }

    @Test
    void csvIsTheServersOwn() {
        try (TestServer server = new TestServer(x -> x.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na,b\n"))) {
            use(server);
            assertThat(quern("usage", "-o", "csv", "--by", "version")).isZero();
            assertThat(out()).isEqualTo("a,b\n");
            assertThat(server.header("accept")).isEqualTo("text/csv");
        }
    }
}
