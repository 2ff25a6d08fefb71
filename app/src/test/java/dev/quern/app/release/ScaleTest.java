package dev.quern.app.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.InstanceBody;
import dev.quern.core.api.RolloutBody;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Absolute numbers of instances, and what outlives the server's end. */
class ScaleTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    static ReleaseServer quern;

    @BeforeAll
    static void start() throws Exception {
        quern = new ReleaseServer(directory);
    }

    @AfterAll
    static void stop() {
        quern.close();
    }

    @Test
    void aServerHasAsManyInstancesAsItIsGiven() throws Exception {
        quern.deploy("web", "--env", "NAME=one", "--max", "4");
        assertThat(quern.must("function", "scale", "web", "3")).contains("expected 3");
        await().atMost(LONG).until(() -> instances("web").size() == 3);
        assertThat(quern.request("web").body()).isEqualTo("one");
        assertThat(instances("web")).allSatisfy(i -> {
            assertThat(i.version()).isEqualTo(1);
            assertThat(i.state()).isIn("warm", "busy", "frozen");
            assertThat(i.memoryBytes()).isPositive();
            assertThat(i.ageMillis()).isPositive();
        });
        assertThat(instances("web")).anyMatch(i -> i.served() == 1 && i.cpuMillis() > 0);
        assertThat(quern.must("function", "ls")).containsPattern("web .* 3/3 ");
        assertThat(quern.must("function", "get", "web")).contains("instances:");

        assertThat(quern.quern("function", "scale", "web", "5").error()).contains("0 to 4 instances");
        assertThat(quern.quern("function", "scale", "web").error()).contains("a number or --auto");
        quern.must("function", "scale", "web:live", "1");
        await().atMost(LONG).until(() -> instances("web").size() == 1);

        quern.must("function", "scale", "web", "0");
        await().atMost(LONG).until(() -> instances("web").isEmpty());
        assertThat(quern.request("web").statusCode()).isEqualTo(503);
        assertThat(quern.request("web").body()).contains("scaled to no instances");
        // Whoever scaled it wanted that: it says nothing of the version.
        assertThat(quern.send("GET", "/metrics").body().lines())
                .contains("quern_call_errors_total{namespace=\"default\",function=\"web\",version=\"1\"} 0");
        quern.must("function", "scale", "web", "--auto");
        assertThat(quern.request("web").body()).isEqualTo("one");
    }

    @Test
    void moreThanTheNodesMemoryIsRefusedAndAVersionWithoutAliasToo() {
        quern.deploy("large", "--memory", "4Gi", "--max", "100", "--env", "NAME=one");
        assertThat(quern.quern("function", "scale", "large", "90").error()).contains("more than the node has");
        quern.deploy("large", "--env", "NAME=two");
        assertThat(quern.quern("function", "scale", "large@1", "1").error()).contains("No alias names");
    }

    @Test
    void aProgramHasAsManySandboxesReady() {
        quern.must("deploy", "program", "--image", "release", "--memory", "64Mi", "--", "echo", "hello");
        quern.must("function", "scale", "program", "3");
        await().atMost(LONG)
                .until(() ->
                        Objects.requireNonNull(quern.get("program").scale()).actual() == 3);
        quern.must("function", "scale", "program", "0");
        await().atMost(LONG)
                .until(() ->
                        Objects.requireNonNull(quern.get("program").scale()).actual() == 0);
        assertThat(quern.must("call", "program")).isEqualTo("hello\n");
    }

    @Test
    void numbersAndRolloutsOutliveARestart() {
        quern.deploy("lasting", "--env", "NAME=one");
        quern.deploy("lasting", "--env", "NAME=two", "--no-live");
        quern.must("function", "scale", "lasting", "2");
        quern.must(
                "function",
                "rollout",
                "lasting",
                "--to",
                "2",
                "--steps",
                "50,100",
                "--every",
                "1s",
                "--min-calls",
                "30",
                "--abort-on",
                "error-rate>1%");
        quern.restart();
        await().atMost(LONG)
                .until(() -> instances("lasting").stream()
                                .filter(i -> i.version() == 1)
                                .count()
                        == 2);
        RolloutBody under = quern.rollout("lasting");
        assertThat(under.state()).isEqualTo("running");
        assertThat(under.weight()).isEqualTo(50);
        try (Clients clients = new Clients(4, () -> quern.request("lasting"))) {
            await().atMost(LONG).until(() -> quern.rollout("lasting").state().equals("succeeded"));
            clients.close();
            assertThat(clients.failures).isEmpty();
        }
        assertThat(quern.must("alias", "ls", "lasting")).contains("@2");
    }

    private static List<InstanceBody> instances(String function) {
        return Objects.requireNonNull(quern.get(function).instances());
    }
}
