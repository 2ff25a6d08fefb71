package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BuildTest extends CliTest {
    private static final String BUILD = """
            {"id":"%s","namespace":"default","name":"app:1","state":"%s","file":"quern.yaml","createdBy":"k",\
            "createdAt":"2026-01-01T00:00:00Z"%s}""";
    private static final String DIGEST = ",\"imageDigest\":\"sha256:" + "ab".repeat(32) + "\"";

    private final AtomicReference<byte[]> received = new AtomicReference<>(new byte[0]);

    private TestServer building(String state, String more) {
        return new TestServer(x -> {
            if (x.request().startsWith("POST /v1/builds?")) {
                received.set(x.body());
                x.json(202, BUILD.formatted(CALL, "queued", ""));
            } else if (x.request().contains("/logs")) {
                x.begin("Content-Type: text/plain\r\n");
                x.chunk("STEP 1/1\n".getBytes(StandardCharsets.UTF_8));
                x.raw("0\r\n\r\n");
            } else {
                x.json(200, BUILD.formatted(CALL, state, more));
            }
        });
    }

    private Path directory() throws IOException {
        Path directory = Files.createDirectories(home.resolve("app"));
        Files.writeString(directory.resolve("quern.yaml"), "base: scratch\n");
        Path deep = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path script = Files.writeString(deep.resolve("run.sh"), "echo");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("quern.yaml"));
        Files.createDirectories(directory.resolve(".git"));
        Files.writeString(directory.resolve(".git/config"), "secret");
        return directory;
    }

    @Test
    void theDirectoryIsSentAsATarTheSystemsTarReads() throws Exception {
        try (TestServer server = building("succeeded", DIGEST)) {
            use(server);
            Path directory = directory();
            assertThat(quern("build", directory.toString(), "--tag", "app:1"))
                    .as(err())
                    .isZero();
            assertThat(server.requests().getFirst()).isEqualTo("POST /v1/builds?namespace=default&name=app%3A1");
            assertThat(out()).isEqualTo("app:1 sha256:abababababab\n");
            assertThat(err()).contains("STEP 1/1");
            Path tar = Files.write(home.resolve("sent.tar"), received.get());
            Path to = Files.createDirectories(home.resolve("to"));
            assertThat(new ProcessBuilder("tar", "-xf", tar.toString(), "-C", to.toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(to.resolve("quern.yaml")).hasContent("base: scratch\n");
            assertThat(Files.isExecutable(
                            to.resolve("d".repeat(60)).resolve("e".repeat(60)).resolve("run.sh")))
                    .isTrue();
            assertThat(Files.readSymbolicLink(to.resolve("link"))).isEqualTo(Path.of("quern.yaml"));
            assertThat(to.resolve(".git")).doesNotExist();
        }
    }

    @Test
    void aFailedBuildIsAFailedCommand() throws IOException {
        try (TestServer server = building("failed", ",\"error\":\"quern.yaml line 3: 'x' ended with status 1\"")) {
            use(server);
            assertThat(quern("build", directory().toString())).isEqualTo(1);
            assertThat(server.requests().getFirst()).endsWith("name=app");
            assertThat(out()).isEmpty();
        }
    }

    @Test
    void verbsStandBesideTheDirectory() {
        try (TestServer server = building("succeeded", DIGEST)) {
            use(server);
            assertThat(quern("build", "get", CALL)).isZero();
            assertThat(quern("build", "cancel", CALL)).isZero();
            assertThat(quern("build", "logs", CALL)).isZero();
            assertThat(server.requests())
                    .containsExactly(
                            "GET /v1/builds/" + CALL,
                            "POST /v1/builds/" + CALL + "/cancel",
                            "GET /v1/builds/" + CALL + "/logs");
            assertThat(out()).contains("STEP 1/1");
        }
    }

    @Test
    void mistakesAreSaidBeforeAnythingIsSent() {
        assertThat(quern("build")).isEqualTo(2);
        assertThat(quern("build", home.resolve("absent").toString())).isEqualTo(2);
        assertThat(quern("build", "get", "../keys")).isEqualTo(2);
        assertThat(err()).contains("is not a directory").contains("is not a build's id");
    }
}
