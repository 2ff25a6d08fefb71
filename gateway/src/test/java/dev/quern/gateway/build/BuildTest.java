package dev.quern.gateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.BuildBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.build.BuildState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.gateway.resource.Deploys;
import dev.quern.images.tar.TarType;
import dev.quern.registry.Reference;
import dev.quern.store.registry.ManifestEntry;
import dev.quern.store.registry.Repository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds with buildah, as clients see them. */
@ExtendWith(Installation.Shared.class)
class BuildTest {
    @TempDir
    static Path folder;

    static BuildServer server;

    @BeforeAll
    static void start(Installation quern) throws IOException {
        server = new BuildServer(quern, folder, BuildServer.SETTINGS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRecipeBecomesAnImageThatKnowsHowItIsRun() throws IOException {
        BuildBody build = server.build("app:1", Sent.recipe("""
                        base: busybox
                        copy: ["hello.txt:/srv/hello.txt"]
                        build:
                          - head -c 3000000 /dev/zero > /archive.bin
                          - echo unpacked > /srv/unpacked
                          - rm /archive.bin
                        run: [/bin/cat, /srv/hello.txt]
                        env: {GREETING: 'a "quoted" $HOME'}
                        memory: 64Mi
                        timeout: 5s
                        """).file("hello.txt", "hello\n"));
        assertThat(build.error()).isNull();
        assertThat(build.state()).isEqualTo("succeeded");
        assertThat(build.base()).isEqualTo("busybox");
        assertThat(build.baseDigest()).isEqualTo(server.quern.routing.imageDigest(server.namespace, "busybox"));
        assertThat(build.createdBy()).isEqualTo("dev-" + server.namespace);
        Image image = image("app:1");
        assertThat(image.digest()).isEqualTo(build.imageDigest());
        Path root = server.quern.trees.root(image.digest());
        assertThat(root.resolve("srv/hello.txt")).hasContent("hello\n");
        assertThat(root.resolve("srv/unpacked")).hasContent("unpacked\n");
        assertThat(root.resolve("archive.bin")).doesNotExist();
        assertThat(image.config().entrypoint()).containsExactly("/bin/cat", "/srv/hello.txt");
        assertThat(image.config().environment()).contains("GREETING=a \"quoted\" $HOME");
        assertThat(image.config().user()).isEqualTo("1000:1000");

        Repository repository = server.registry
                .rows()
                .repositories()
                .find(server.namespace + "/app")
                .orElseThrow();
        ManifestEntry pushed = server.registry
                .manifests()
                .find(repository, new Reference.Tag("1"))
                .orElseThrow();
        assertThat(server.quern.images.unpack(
                        server.namespace, server.registry.manifests().image(pushed)))
                .isEqualTo(image.digest());

        FunctionName function = new FunctionName(server.namespace, "f");
        VersionBody version = server.quern.versions.deploy(Installation.ADMIN, function, Deploys.of("app:1"));
        assertThat(version.config().memoryBytes()).isEqualTo(64 << 20);
        assertThat(version.config().timeoutMillis()).isEqualTo(5_000);
        assertThat(server.quern.versions.get(Installation.ADMIN, function, 1).build())
                .isEqualTo(build);
    }

    @Test
    void whatOneLineDownloadsAndAnotherDeletesIsInNoLayer() throws IOException {
        BuildBody build = server.build("lean:1", Sent.recipe("""
                base: busybox
                build:
                  - echo x > /leanarchive.bin
                  - test -s /leanarchive.bin
                  - rm /leanarchive.bin
                """));
        assertThat(build.state()).isEqualTo("succeeded");
        try (Stream<Path> kept = Files.walk(folder.resolve("data/builds/storage"))) {
            assertThat(kept.filter(file -> file.getFileName().toString().contains("leanarchive")))
                    .isEmpty();
        }
    }

    @Test
    void theFailingLineOfAScriptIsNamedAndNoImageIsLeft() {
        BuildBody build = server.build("broken:1", Sent.recipe("""
                base: busybox
                # two lines of which the second fails
                build:
                  - echo fine
                  - |
                    for word in a b; do
                      test $word = a
                    done
                  - echo never
                """));
        assertThat(build.state()).isEqualTo("failed");
        assertThat(build.error()).isEqualTo("quern.yaml line 7: 'test b '=' a' ended with status 1");
        assertThat(build.errorLine()).isEqualTo(7);
        assertThat(server.log(build.id()))
                .contains("echo fine")
                .doesNotContain("echo never")
                .endsWith("error: " + build.error() + "\n");
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> server.quern.routing.imageDigest(server.namespace, "broken:1"));
        assertThat(folder.resolve("data/builds/work")).isEmptyDirectory();
    }

    @Test
    void whatIsNotInTheDirectoryIsNamedWithItsLine() {
        BuildBody build = server.build(
                "copies:1", Sent.recipe("base: busybox\ncopy:\n  - quern.yaml:/there\n  - missing.txt:/x\n"));
        assertThat(build.error()).startsWith("quern.yaml line 4: 'missing.txt:/x' failed: ");
        assertThat(build.error()).contains("no such file").doesNotContain("building at STEP");
        assertThat(build.errorLine()).isEqualTo(4);
    }

    @Test
    void packagesThatCannotBeInstalledAreNamedWithTheirLine() {
        BuildBody build = server.build("packages:1", Sent.recipe("base: busybox\npackages:\n  - curl\n"));
        assertThat(build.error()).isEqualTo("quern.yaml line 3: 'packages curl' ended with status 1");
        assertThat(build.errorLine()).isEqualTo(3);
    }

    @Test
    void aBuildThatLooksForTheNetworkIsToldOfTheSetting() {
        BuildBody build =
                server.build("lonely:1", Sent.recipe("base: busybox\nbuild: [busybox wget http://example.org/]\n"));
        assertThat(build.error()).contains("quern.yaml line 2: ", "build.network=any");
    }

    @Test
    void theSameBuildSentAgainUnderItsKeyIsOneBuild() throws Exception {
        byte[] sent = Sent.recipe("base: busybox\nbuild: [echo once]\n").bytes();
        List<String> ids = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Callable<String>> together = Collections.nCopies(
                    3, () -> server.submitUnder("key", "once:1", sent).body());
            for (Future<String> answer : threads.invokeAll(together)) {
                ids.add(BuildServer.body(answer.get()).id());
            }
        }
        assertThat(Set.copyOf(ids)).hasSize(1);
        assertThat(server.ended(ids.getFirst()).state()).isEqualTo("succeeded");
        assertThat(BuildServer.body(server.submitUnder("key", "once:1", sent).body())
                        .state())
                .isEqualTo("succeeded");
        var other = server.submitUnder(
                "key", "once:1", Sent.recipe("base: busybox\n").bytes());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_mismatch");
        assertThat(folder.resolve("data/builds/work")).isEmptyDirectory();
    }

    @Test
    void aScriptThatIsNoScriptIsNamedToo() {
        BuildBody build = server.build("syntax:1", Sent.recipe("base: busybox\nbuild:\n  - echo one\n  - done\n"));
        assertThat(build.error()).contains("quern.yaml line 4");
    }

    @Test
    void aDockerfileIsBuiltInStages() {
        BuildBody build = server.build("docker:1", new Sent().file("Dockerfile", """
                ARG BASE=busybox
                FROM ${BASE} AS first
                USER 0
                RUN echo one > /one \\
                    && echo two >> /one
                FROM scratch
                COPY --from=first /one /two
                COPY --from=busybox /bin/busybox /bin/busybox
                ENTRYPOINT ["/bin/busybox", "cat", "/two"]
                """));
        assertThat(build.error()).isNull();
        assertThat(build.file()).isEqualTo("Dockerfile");
        Path root = server.quern.trees.root(image("docker:1").digest());
        assertThat(root.resolve("two")).hasContent("one\ntwo\n");
        assertThat(root.resolve("bin/busybox")).exists();
    }

    @Test
    void theFailingLineOfADockerfileIsNamed() {
        BuildBody build = server.build(
                "docker:2",
                new Sent()
                        .file(
                                "Dockerfile",
                                "FROM busybox\n\n# a comment\nRUN echo  one \\\n  && echo two\nRUN test 1  = 2\n"));
        assertThat(build.error()).isEqualTo("Dockerfile line 6: 'RUN test 1  = 2' ended with status 1");
        assertThat(build.errorLine()).isEqualTo(6);
    }

    @Test
    void unchangedStepsComeFromTheCache() {
        String yaml = "base: busybox\nbuild: [cat /proc/sys/kernel/random/uuid > /made]\n";
        String first = server.build("cached:1", Sent.recipe(yaml)).imageDigest();
        assertThat(server.build("cached:2", Sent.recipe(yaml)).imageDigest()).isEqualTo(first);
    }

    @Test
    void aBuildIsNobodyOnThisMachineAndHasNoNetwork() {
        BuildBody build = server.build("nobody:1", Sent.recipe("""
                base: busybox
                build:
                  - test $(id -u) = 0
                  - grep -q ' %d ' /proc/self/uid_map
                  - test $(grep -c ':' /proc/net/dev) = 1
                  - test ! -e /proc/%d
                """.formatted(
                        BuildServer.SETTINGS.firstId(), ProcessHandle.current().pid())));
        assertThat(build.error()).isNull();
    }

    @Test
    void tooMuchMemoryEndsTheBuild() {
        BuildBody build = server.build("greedy:1", Sent.recipe("base: busybox\nbuild: [tail /dev/zero]\n"));
        assertThat(build.state()).isEqualTo("failed");
        assertThat(build.error()).isEqualTo("The build needed more than 128Mi of memory");
    }

    @Test
    void theLogIsLiveAndACancelEndsTheBuild() throws IOException {
        String id = server.submit("endless:1", Sent.recipe("base: busybox\nbuild: [echo begun, sleep 1000]\n"))
                .id();
        try (InputStream log =
                        server.stream("/v1/builds/" + id + "/logs?follow=true").body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals("begun")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("begun");
            String waiting =
                    server.submit("waiting:1", Sent.recipe("base: busybox\n")).id();
            assertThat(server.get(waiting).state()).isEqualTo("queued");
            assertThat(cancelled(waiting).state()).isEqualTo("cancelled");
            assertThat(cancelled(id).state()).isEqualTo("cancelled");
            assertThat(lines.lines().toList()).endsWith("cancelled");
        }
        assertThat(server.ended(id).state()).isEqualTo("cancelled");
        assertThat(cancelled(id).state()).isEqualTo("cancelled");
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> server.quern.routing.imageDigest(server.namespace, "endless:1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            base: busybox\\nbas: x       | quern.yaml line 2: there is no key 'bas'
            base: busybox\\nmemory: lots | quern.yaml line 2
            - a                          | quern.yaml line 1
            """)
    void mistakesAreAnsweredBeforeAnythingIsBuilt(String yaml, String message) {
        var answer = server.send(
                "POST",
                "/v1/builds?name=a:1",
                server.developer(),
                Sent.recipe(yaml.replace("\\n", "\n")).bytes());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void whoStillSendsIsToldThatItIsTooMuch() {
        byte[] large = Sent.recipe("base: scratch\n")
                .file("large", "x".repeat(40 << 20))
                .bytes();
        for (int i = 0; i < 5; i++) {
            var answer = server.send("POST", "/v1/builds?name=a:1", server.developer(), large);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    @Test
    void anArchiveCannotLeaveItsFolder() {
        for (Sent hostile : List.of(
                Sent.recipe("base: scratch\n").file("../../escaped", "x"),
                Sent.recipe("base: scratch\n")
                        .other("up", TarType.SYMLINK, "/tmp")
                        .file("up/escaped", "x"),
                Sent.recipe("base: scratch\n").other("dev", TarType.CHARACTER_DEVICE, ""),
                Sent.recipe("base: scratch\n").other("passwd", TarType.HARD_LINK, "/etc/passwd"),
                Sent.recipe("base: scratch\n").file("large", "x".repeat(9 << 20)))) {
            var answer = server.send("POST", "/v1/builds?name=a:1", server.developer(), hostile.bytes());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
        assertThat(Path.of("/tmp/escaped")).doesNotExist();
        assertThat(folder.resolve("data/builds/escaped")).doesNotExist();
        var nothing = server.send(
                "POST",
                "/v1/builds?name=a:1",
                server.developer(),
                new Sent().file("a", "").bytes());
        assertThat(nothing.body()).contains("holds no quern.yaml");
        var link = server.send(
                "POST",
                "/v1/builds?name=a:1",
                server.developer(),
                new Sent().other("quern.yaml", TarType.SYMLINK, "/etc/passwd").bytes());
        assertThat(link.statusCode()).isEqualTo(400);
    }

    @Test
    void anImageOfTheMachinesFilesIsNoBase() {
        BuildBody build = server.build("spy:1", new Sent().file("Dockerfile", "FROM dir:/etc\nCOPY passwd /\n"));
        assertThat(build.state()).isEqualTo("failed");
        assertThat(build.error()).contains("dir:/etc");
    }

    @Test
    void onlyDevelopersOfTheNamespaceBuildAndSee() {
        byte[] tar = Sent.recipe("base: busybox\n").bytes();
        String id = server.build("own:1", Sent.recipe("base: busybox\n")).id();
        assertThat(status("POST", "/v1/builds?name=a:1", "invoker." + server.namespace, tar))
                .isEqualTo(403);
        String other = "developer." + server.quern.namespace();
        for (String path : List.of("", "/logs")) {
            assertThat(status("GET", "/v1/builds/" + id + path, other, new byte[0]))
                    .isEqualTo(404);
            assertThat(status("GET", "/v1/builds/" + id + path, "invoker." + server.namespace, new byte[0]))
                    .isEqualTo(404);
        }
        assertThat(status("POST", "/v1/builds/" + id + "/cancel", other, new byte[0]))
                .isEqualTo(404);
        assertThat(status("GET", "/v1/builds/nonsense", server.developer(), new byte[0]))
                .isEqualTo(404);
        assertThat(status("POST", "/v1/builds?name=a:1&namespace=" + server.namespace, other, tar))
                .isEqualTo(404);
        assertThat(status("POST", "/v1/builds", server.developer(), tar)).isEqualTo(400);
        assertThat(server.send("GET", "/v1/builds?state=succeeded", server.developer(), new byte[0])
                        .body())
                .contains(id)
                .doesNotContain("descriptor");
        assertThat(server.send("GET", "/v1/builds", other, new byte[0]).body()).doesNotContain(id);
    }

    private static int status(String method, String path, String key, byte[] body) {
        return server.send(method, path, key, body).statusCode();
    }

    private static BuildBody cancelled(String id) {
        return BuildServer.body(server.send("POST", "/v1/builds/" + id + "/cancel", server.developer(), new byte[0])
                .body());
    }

    private static Image image(String name) {
        return server.quern
                .trees
                .find(server.quern.routing.imageDigest(server.namespace, name))
                .orElseThrow();
    }

    @Test
    void statesAreTheOnesOfTheDocument() {
        assertThat(Stream.of(BuildState.values()).map(BuildState::wire))
                .containsExactly("queued", "running", "succeeded", "failed", "cancelled");
    }
}
