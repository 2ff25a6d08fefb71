package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ImageTest extends CliTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String IMAGE = """
            {"digest":"%s","names":["busybox:1"],"sizeBytes":2097152,"architecture":"amd64","entrypoint":[],\
            "command":["sh"],"user":"","workingDirectory":"/","environment":[],"loadedAt":"2026-01-01T00:00:00Z"}""".formatted(DIGEST);

    private final AtomicReference<byte[]> received = new AtomicReference<>(new byte[0]);

    private TestServer loading() {
        return new TestServer(x -> {
            received.set(x.body());
            x.json(201, IMAGE);
        });
    }

    private static TestServer pulling(String... lines) {
        return new TestServer(x -> {
            x.begin("Content-Type: application/x-ndjson\r\n");
            for (String line : lines) {
                x.chunk((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            x.raw("0\r\n\r\n");
        });
    }

    @Test
    void fileIsSentWithItsLength() throws IOException {
        Path file = Files.writeString(home.resolve("i.tar"), "archive");
        try (TestServer server = loading()) {
            use(server);
            assertThat(quern("image", "load", file.toString(), "--name", "a/b:1", "-n", "media"))
                    .isZero();
            assertThat(received.get()).asString().isEqualTo("archive");
            assertThat(server.header("content-length")).isEqualTo("7");
            assertThat(server.header("content-type")).isEqualTo("application/octet-stream");
            assertThat(server.requests()).containsExactly("POST /v1/images?namespace=media&name=a%2Fb%3A1");
            assertThat(out()).isEqualTo("busybox:1 " + DIGEST + " 2Mi\n");
        }
    }

    @Test
    void stdinIsStreamed() {
        try (TestServer server = loading()) {
            use(server);
            assertThat(quernWith("piped", "image", "load", "-", "-o", "name")).isZero();
            assertThat(received.get()).asString().isEqualTo("piped");
            assertThat(out()).isEqualTo("busybox:1\n");
        }
    }

    @Test
    void ociDirectoryIsSentAsATarTheSystemsTarReads() throws Exception {
        Path layout = home.resolve("oci");
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{}");
        Files.writeString(layout.resolve("index.json"), "{\"manifests\":[]}");
        Files.write(blobs.resolve("ab".repeat(32)), new byte[1000]);
        Files.createSymbolicLink(blobs.resolve("cd".repeat(32)), Path.of("/etc/shadow"));
        Files.writeString(layout.resolve("stray"), "not part of a layout");
        try (TestServer server = loading()) {
            use(server);
            assertThat(quern("image", "load", layout.toString())).isZero();
        }
        Path tar = Files.write(home.resolve("sent.tar"), received.get());
        Path back = Files.createDirectory(home.resolve("back"));
        Process process = new ProcessBuilder("tar", "-xvf", tar.toString(), "-C", back.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said.lines()).containsExactly("oci-layout", "index.json", "blobs/sha256/" + "ab".repeat(32));
        assertThat(back.resolve("index.json")).hasSameBinaryContentAs(layout.resolve("index.json"));
        assertThat(back.resolve("blobs/sha256/" + "ab".repeat(32))).hasSize(1000);
    }

    @Test
    void filesThatCannotBeImagesAreRefusedHere() throws IOException {
        environment.put("QUERN_URL", "http://127.0.0.1:1");
        assertThat(quern("image", "load", home.resolve("missing").toString())).isEqualTo(2);
        assertThat(quern(
                        "image", "load", Files.createFile(home.resolve("empty")).toString()))
                .isEqualTo(2);
        assertThat(quern("image", "load", home.toString())).isEqualTo(2);
        terminal = true;
        assertThat(quern("image", "load", "-")).isEqualTo(2);
    }

    @Test
    void pullEndsWithTheImage() throws IOException {
        Path auth = Files.writeString(home.resolve("auth.json"), "{\"auths\":{}}");
        try (TestServer server = pulling("{\"progress\":\"layer 1 of 2\"}", "{\"image\":" + IMAGE + "}")) {
            use(server);
            assertThat(quern("image", "pull", "docker://registry.example.com/a:1", "--auth-file", auth.toString()))
                    .isZero();
            assertThat(out()).startsWith("busybox:1 ");
            assertThat(server.header("quern-registry-auth")).isEqualTo("eyJhdXRocyI6e319");
            assertThat(server.requests())
                    .containsExactly(
                            "POST /v1/images?source=docker%3A%2F%2Fregistry.example.com%2Fa%3A1&namespace=default");
        }
    }

    @Test
    void pullThatFailsOrStopsMidwayIsAnError() {
        try (TestServer server = pulling(
                "{\"progress\":\"x\"}",
                "{\"error\":{\"code\":\"registry_failed\",\"message\":\"No such tag\",\"fix\":\"Look.\"}}")) {
            use(server);
            assertThat(quern("image", "pull", "docker://r/a:1")).isEqualTo(125);
            assertThat(err()).contains("No such tag").contains("fix: Look.");
        }
        try (TestServer server = pulling("{\"progress\":\"x\"}")) {
            use(server);
            assertThat(quern("image", "pull", "docker://r/a:1")).isEqualTo(125);
            assertThat(err()).contains("middle of loading");
        }
    }

    @Test
    void imagesAreFoundByNameAndByTheStartOfTheirDigest() {
        try (TestServer server = new TestServer(x -> x.json(
                200, x.request().contains("?namespace=default&limit") ? "{\"items\":[" + IMAGE + "]}" : IMAGE))) {
            use(server);
            assertThat(quern("image", "get", "sha256:ababab", "-o", "name")).isZero();
            assertThat(quern("image", "get", "busybox:1", "-o", "name")).isZero();
            assertThat(quern("image", "get", "other")).isEqualTo(125);
            assertThat(server.requests()).contains("GET /v1/images/" + DIGEST + "?namespace=default");
        }
    }
}
