package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    static Path archive;
    Path data;

    @BeforeAll
    static void image() throws Exception {
        archive = Busybox.archive(shared);
    }

    @BeforeEach
    void data() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
    }

    @Test
    void anImageInACallOutAndTheFunctionIsThereAfterARestart() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            up.deploy(archive, "echo", "{\"image\":\"busybox\"}");
            assertThat(up.call("echo", "hello").body()).isEqualTo("hello");
        }
        try (UpProcess up = UpProcess.start(data)) {
            HttpResponse<String> answer = up.call("echo", "again");
            assertThat(answer.body()).isEqualTo("again");
            String id = answer.headers().firstValue("Quern-Call-Id").orElseThrow();
            assertThat(up.send("GET", "/v1/calls/" + id, BodyPublishers.noBody())
                            .body())
                    .contains("\"state\":\"succeeded\"", "\"bytesIn\":5", "\"bytesOut\":5");
        }
    }

    @Test
    void sigtermLetsARunningCallFinishAndEndsWithZero() throws Exception {
        UpProcess up = UpProcess.start(data);
        up.deploy(
                archive,
                "slow",
                "{\"image\":\"busybox\",\"command\":[\"sh\",\"-c\",\"echo go >&2; sleep 2; echo done\"]}");
        CompletableFuture<HttpResponse<String>> call = up.sendAsync("POST", "/v1/functions/default/slow/calls");
        await().atMost(LONG)
                .until(() -> up.send("GET", "/v1/calls?state=running", BodyPublishers.noBody())
                        .body()
                        .contains("\"function\":\"slow\""));
        assertThat(up.terminate()).isZero();
        assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo("done\n");
        assertThat(data.resolve("server.json")).doesNotExist();
    }

    @Test
    void aCallThatOutlivesTheGraceIsStopped() throws Exception {
        UpProcess up = UpProcess.start(data, "--grace", "1s");
        up.deploy(
                archive, "long", "{\"image\":\"busybox\",\"command\":[\"sleep\",\"3600\"],\"timeoutMillis\":3600000}");
        CompletableFuture<HttpResponse<String>> call = up.sendAsync("POST", "/v1/functions/default/long/calls");
        await().atMost(LONG)
                .until(() -> up.send("GET", "/v1/calls?state=running", BodyPublishers.noBody())
                        .body()
                        .contains("\"function\":\"long\""));
        assertThat(up.terminate()).isZero();
        assertThat(call.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void aTaskThatOutlivesTheGraceSavesItsStateAndGoesOnWithTheNextServer() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state")).toRealPath();
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(data.resolve("quern.properties"), "mount.allow=" + state + "\n");
        String task;
        try (UpProcess up = UpProcess.start(data, "--grace", "1s")) {
            up.deploy(archive, "steps", """
                    {"image":"busybox","timeoutMillis":3600000,"mounts":["%s:/state:rw"],"command":["sh","-c",
                     "trap 'echo saved by $QUERN_ATTEMPT > /state/saved; exit 1' TERM; echo > /state/begun;
                      while [ ! -e /state/saved ]; do sleep 0.1; done; cat /state/saved; echo went on as $QUERN_ATTEMPT"]}
                    """.formatted(state).replaceAll("\n +", " "));
            HttpResponse<String> accepted =
                    up.send("POST", "/v1/functions/default/steps/tasks", BodyPublishers.noBody());
            task = accepted.headers().firstValue("Location").orElseThrow();
            await().atMost(LONG).until(() -> Files.exists(state.resolve("begun")));
            assertThat(up.terminate()).isZero();
        }
        try (UpProcess up = UpProcess.start(data)) {
            await().atMost(LONG)
                    .until(() -> up.send("GET", task + "?wait=30s", BodyPublishers.noBody())
                            .body()
                            .contains("\"succeeded\""));
            assertThat(up.send("GET", task + "/result", BodyPublishers.noBody()).body())
                    .isEqualTo("saved by 1\nwent on as 2\n");
        }
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            UpProcess second = UpProcess.launch(data);
            assertThat(second.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.process().exitValue()).isEqualTo(125);
            assertThat(up.log()).contains("error: ", "fix: ").containsIgnoringCase("another");
            assertThat(up.send("GET", "/readyz", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void listeningBeyondLoopbackNeedsTlsOrTheWordInsecure() throws Exception {
        UpProcess up = UpProcess.launch(data, "--listen", "0.0.0.0:0");
        assertThat(up.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(up.process().exitValue()).isEqualTo(2);
        assertThat(up.log()).contains("needs TLS", "--insecure");
    }

    @Test
    void anUnknownConfigurationKeyIsRefusedByName() throws Exception {
        Files.writeString(data.resolve("quern.properties"), "node.runing=4\n");
        UpProcess up = UpProcess.launch(data);
        assertThat(up.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(up.log()).contains("node.runing");
    }

    @Test
    void afterKillMinusNineDuringFiftyCallsTheNextStartLeavesNothingOfThem() throws Exception {
        Files.writeString(data.resolve("quern.properties"), "node.running=50\n");
        String mark = Long.toString(700_000_000L + ProcessHandle.current().pid());
        UpProcess first = UpProcess.start(data);
        first.deploy(
                archive,
                "sleeper",
                "{\"image\":\"busybox\",\"command\":[\"sleep\",\"" + mark
                        + "\"],\"memoryBytes\":33554432,\"timeoutMillis\":3600000}");
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(first.sendAsync("POST", "/v1/functions/default/sleeper/calls"));
        }
        await().atMost(LONG).until(() -> Machine.processes("sleep " + mark).size() == 50);
        long postgres = postmaster();
        Path run = RunDirectory.of(data);
        assertThat(Machine.groups(instance(run))).isNotEmpty();

        first.kill();
        try (UpProcess second = UpProcess.start(data)) {
            await().atMost(LONG).until(() -> Machine.processes("sleep " + mark).isEmpty());
            assertThat(Machine.groups(instance(run)).stream()
                            .filter(p -> p.getFileName().toString().startsWith("s")))
                    .isEmpty();
            assertThat(Machine.mounts(run.toString())).isEmpty();
            assertThat(Machine.runs(postgres) && postmaster() != postgres)
                    .as("two database servers")
                    .isFalse();
            second.deploy(archive, "echo", "{\"image\":\"busybox\"}");
            assertThat(second.call("echo", "alive").body()).isEqualTo("alive");
        }
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompletedExceptionally());
        assertThat(Machine.groups(instance(run))).isEmpty();
        assertThat(Machine.processes(run.toString())).isEmpty();
    }

    @Test
    void aKilledDatabaseComesBackAndCallsGoOnWithoutIt() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            up.deploy(archive, "echo", "{\"image\":\"busybox\"}");
            ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
            assertThat(up.call("echo", "still here").body()).isEqualTo("still here");
            await().atMost(LONG)
                    .until(() -> up.send(
                                            "POST",
                                            "/v1/functions/default/later/versions",
                                            BodyPublishers.ofString("{\"image\":\"busybox\"}"))
                                    .statusCode()
                            == 201);
            assertThat(up.call("later", "back").body()).isEqualTo("back");
        }
    }

    private long postmaster() throws Exception {
        return Long.parseLong(Files.readAllLines(data.resolve("postgres/data/postmaster.pid"))
                .getFirst()
                .trim());
    }

    /** As the sandbox module names its groups. */
    private static String instance(Path run) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(run.toString().getBytes()),
                        0,
                        8);
    }
}
