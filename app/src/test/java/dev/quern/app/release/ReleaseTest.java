package dev.quern.app.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.RolloutBody;
import dev.quern.core.api.RolloutStepBody;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a version takes over from another, by all means there are. */
class ReleaseTest {
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
    void tenVersionChangesUnderLoadFailNoCallOfAServer() {
        versions("steady", "--concurrency", "4");
        try (Clients clients = new Clients(12, () -> quern.request("steady"))) {
            for (int i = 0; i < 10; i++) {
                int version = i % 2 + 1;
                int before = clients.answers(version);
                quern.must("alias", "set", "steady", Integer.toString(version));
                await().atMost(LONG).until(() -> clients.answers(version) > before + 50);
            }
            clients.close();
            assertThat(clients.failures).isEmpty();
            assertThat(clients.versions.keySet()).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void tenVersionChangesUnderLoadFailNoCallOfAProgram() {
        for (int i = 0; i < 2; i++) {
            quern.must("deploy", "program", "--image", "release", "--memory", "64Mi", "--", "echo", "hello");
        }
        try (Clients clients = new Clients(4, () -> quern.send("POST", "/v1/functions/default/program/calls"))) {
            for (int i = 0; i < 10; i++) {
                int version = i % 2 + 1;
                int before = clients.answers(version);
                quern.must("alias", "set", "program", Integer.toString(version));
                await().atMost(LONG).until(() -> clients.answers(version) > before + 5);
            }
            clients.close();
            assertThat(clients.failures).isEmpty();
        }
    }

    @Test
    void afterATakeOverTheOldInstancesGo() throws Exception {
        versions("leaving");
        quern.must("alias", "set", "leaving", "1");
        assertThat(quern.request("leaving").body()).isEqualTo("one");
        quern.must("alias", "set", "leaving", "2");
        assertThat(Objects.requireNonNull(quern.get("leaving").instances()))
                .as("started before calls went to it")
                .anyMatch(i -> i.version() == 2);
        await().atMost(LONG)
                .until(() -> Objects.requireNonNull(quern.get("leaving").instances()).stream()
                        .noneMatch(i -> i.version() == 1));
    }

    @Test
    void twoVersionsShareCallsByWeightAndStickyOnesStay() throws Exception {
        versions("shared");
        assertThat(quern.must("alias", "set", "shared", "1", "--weight", "2=30", "--sticky", "X-User"))
                .contains("is version 1, with 30% to 2 now");
        int second = 0;
        for (int i = 0; i < 400; i++) {
            HttpResponse<String> response = quern.request("shared");
            String version =
                    response.headers().firstValue("Quern-Function-Version").orElseThrow();
            assertThat(response.body()).isEqualTo(version.equals("2") ? "two" : "one");
            second += version.equals("2") ? 1 : 0;
        }
        assertThat(second).isBetween(70, 170);
        for (String header : List.of("X-User", "Quern-Sticky")) {
            int stuck = 0;
            for (int user = 0; user < 60; user++) {
                String name = header + user;
                String first = quern.request("shared", header, name).body();
                assertThat(quern.request("shared", header, name).body()).isEqualTo(first);
                assertThat(quern.send("POST", "/v1/functions/default/shared/calls", header, name)
                                .body())
                        .isEqualTo(first);
                stuck += first.equals("two") ? 1 : 0;
            }
            assertThat(stuck).isBetween(3, 40);
        }
        assertThat(quern.must("alias", "ls", "shared")).contains("@1, with 30% to 2", "X-User");
        assertThat(quern.quern("version", "rm", "shared@2").error()).contains("alias 'live' names");
        quern.must("function", "rollback", "shared");
        assertThat(quern.must("alias", "ls", "shared")).doesNotContain("with 30%");
    }

    @Test
    void aTasksVersionIsChosenWhenItIsAccepted() throws Exception {
        for (String answer : List.of("one", "two")) {
            quern.must("deploy", "tasks", "--image", "release", "--", "echo", answer);
        }
        quern.must("alias", "set", "tasks", "1", "--weight", "2=50");
        String first = "";
        for (int user = 0; user < 20; user++) {
            HttpResponse<String> accepted =
                    quern.send("POST", "/v1/functions/default/tasks/tasks", "Quern-Sticky", "user" + user % 2);
            assertThat(accepted.statusCode()).isEqualTo(202);
            String version =
                    accepted.headers().firstValue("Quern-Function-Version").orElseThrow();
            first = user == 0 ? version : first;
            if (user % 2 == 0) {
                assertThat(version).isEqualTo(first);
            }
        }
    }

    @Test
    void aGoodVersionIsRolledOutAndRolledBackByOneCommand() {
        versions("good");
        try (Clients clients = new Clients(4, () -> quern.request("good"))) {
            // How long calls take is the machine's, which other tests keep busy.
            quern.must(rollout("good", "20,60,100", "500ms", "--abort-on", "error-rate>1%"));
            assertThat(quern.quern(rollout("good", "20,100", "1s")).error()).contains("under way");
            RolloutBody ended = ended("good");
            assertThat(ended.state()).as(ended.note()).isEqualTo("succeeded");
            assertThat(ended.steps()).extracting(RolloutStepBody::weight).containsExactly(20.0, 60.0);
            assertThat(ended.steps()).allSatisfy(step -> {
                assertThat(step.endedAt()).isNotNull();
                assertThat(step.to().calls()).isGreaterThanOrEqualTo(20);
                assertThat(step.from().calls()).isPositive();
                assertThat(step.to().p99Millis()).isPositive();
            });
            assertThat(live("good")).isEqualTo(2);
            assertThat(quern.must("function", "rollback", "good")).contains("is version 1 now");
            clients.close();
            assertThat(clients.failures).isEmpty();
        }
        assertThat(quern.must("function", "rollout", "good", "--list")).contains("succeeded");
    }

    @Test
    void aVersionThatFailsIsTakenBack() {
        quern.deploy("failing", "--env", "NAME=one");
        quern.deploy("failing", "--env", "NAME=two", "--env", "STATUS=500", "--no-live");
        assertThat(live("failing")).isEqualTo(1);
        try (Clients clients = new Clients(4, () -> quern.request("failing"))) {
            quern.must(rollout("failing", "10,100", "60s"));
            RolloutBody ended = ended("failing");
            assertThat(ended.state()).isEqualTo("aborted");
            assertThat(ended.note()).contains("calls failed", "error-rate>1%");
            assertThat(clients.answers(2)).isPositive();
        }
        assertThat(alone("failing")).isEqualTo(1);
    }

    @Test
    void aProgramThatFailsIsTakenBack() {
        quern.must("deploy", "exits", "--image", "release", "--memory", "64Mi", "--", "echo", "hello");
        quern.must("deploy", "exits", "--image", "release", "--no-live", "--", "sh", "-c", "exit 3");
        try (Clients clients = new Clients(2, () -> quern.send("POST", "/v1/functions/default/exits/calls"))) {
            quern.must(rollout("exits", "30,100", "60s"));
            RolloutBody ended = ended("exits");
            assertThat(ended.state()).isEqualTo("aborted");
            assertThat(ended.note()).contains("calls failed");
            assertThat(clients.failures).allMatch(failure -> failure.contains("function_failed"));
        }
        assertThat(alone("exits")).isEqualTo(1);
    }

    @Test
    void aVersionThatIsSlowIsTakenBack() {
        quern.deploy("slow", "--env", "NAME=one");
        quern.deploy("slow", "--env", "NAME=two", "--env", "SLOW_MS=2000", "--no-live");
        try (Clients clients = new Clients(8, () -> quern.request("slow"))) {
            quern.must(rollout("slow", "30,100", "60s"));
            RolloutBody ended = ended("slow");
            assertThat(ended.state()).isEqualTo("aborted");
            assertThat(ended.note()).contains("p99 is", "p99>2x");
            clients.close();
            assertThat(clients.failures).isEmpty();
        }
        assertThat(alone("slow")).isEqualTo(1);
    }

    @Test
    void aVersionThatDoesNotStartGetsNoCall() throws Exception {
        quern.deploy("broken", "--env", "NAME=one");
        assertThat(quern.request("broken").body()).isEqualTo("one");
        quern.deploy("broken", "--no-live", "--min", "1", "--", "sh", "-c", "exit 7");
        assertThat(quern.quern("alias", "set", "broken", "2").error())
                .contains("gets no calls since it does not start", "exited with 7");
        assertThat(quern.quern(rollout("broken", "5,100", "1s")).error()).contains("does not start");
        ReleaseServer.Ran deployed = quern.quern(
                "deploy",
                "broken",
                "--image",
                "release",
                "--contract",
                "http",
                "--min",
                "1",
                "--",
                "sh",
                "-c",
                "exit 8");
        assertThat(deployed.error()).contains("exited with 8");
        assertThat(alone("broken")).isEqualTo(1);
        assertThat(quern.request("broken").body()).isEqualTo("one");
    }

    @Test
    void whoeverSetsTheAliasEndsItsRollout() {
        versions("ended");
        quern.must(rollout("ended", "20,100", "60s"));
        quern.must("function", "rollback", "ended");
        assertThat(quern.rollout("ended").note()).isEqualTo("rolled back by hand");
        assertThat(alone("ended")).isEqualTo(1);
        quern.must(rollout("ended", "20,100", "60s"));
        quern.must("function", "rollout", "ended", "--abort");
        assertThat(quern.rollout("ended").note()).isEqualTo("aborted by hand");
        quern.must(rollout("ended", "20,100", "60s"));
        quern.deploy("ended", "--env", "NAME=three");
        assertThat(quern.rollout("ended").note()).isEqualTo("the alias was set to version 3 by hand");
        assertThat(alone("ended")).isEqualTo(3);
    }

    private static void versions(String function, String... flags) {
        for (String name : List.of("one", "two")) {
            List<String> all = new ArrayList<>(List.of("--env", "NAME=" + name));
            all.addAll(List.of(flags));
            quern.deploy(function, all.toArray(String[]::new));
        }
        quern.must("alias", "set", function, "1");
    }

    private static String[] rollout(String function, String steps, String every, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "function", "rollout", function, "--to", "2", "--steps", steps, "--every", every, "--min-calls", "20"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static RolloutBody ended(String function) {
        await().atMost(LONG).until(() -> !quern.rollout(function).state().equals("running"));
        return quern.rollout(function);
    }

    private static int live(String function) {
        return Objects.requireNonNull(quern.get(function).live()).version();
    }

    /** The version that has all calls. */
    private static int alone(String function) {
        FunctionBody body = quern.get(function);
        assertThat(Objects.requireNonNull(body.expected())).allMatch(alias -> alias.other() == null);
        return live(function);
    }
}
