package dev.quern.gateway.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.BuildBody;
import dev.quern.gateway.Installation;
import dev.quern.manager.build.BuildSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bases from a mirror: Debian's docker-registry, with an image that skopeo put there. */
@ExtendWith(Installation.Shared.class)
class BaseMirrorTest {
    @TempDir
    Path folder;

    private final Installation quern;
    private Process registry;
    private BuildServer server;

    BaseMirrorTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void start() throws Exception {
        int port = freePort();
        Path configuration =
                Files.writeString(folder.resolve("registry.yml"), """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("mirror"), port));
        registry = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
        BuildSettings d = BuildServer.SETTINGS;
        server = new BuildServer(
                quern,
                folder,
                new BuildSettings(
                        d.network(),
                        d.memory(),
                        d.pids(),
                        d.timeout(),
                        d.atOnce(),
                        d.queue(),
                        d.context(),
                        d.cache(),
                        d.age(),
                        Optional.of("127.0.0.1:" + port + "/hub"),
                        Optional.empty(),
                        d.firstId()));
        run(
                "skopeo",
                "copy",
                "--quiet",
                "--dest-tls-verify=false",
                "oci-archive:" + folder.resolve("busybox.tar"),
                "docker://127.0.0.1:" + port + "/hub/library/tiny:latest");
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
        registry.destroy();
        registry.waitFor();
    }

    @Test
    void aBaseTheNamespaceHasNotComesFromTheMirrorAndStays() {
        BuildBody build = server.build("mirrored:1", Sent.recipe("base: tiny\nbuild: [echo made > /made]\n"));
        assertThat(build.error()).isNull();
        assertThat(build.base()).isEqualTo("tiny");
        assertThat(build.baseDigest()).isEqualTo(quern.routing.imageDigest(server.namespace, "tiny"));
        assertThat(server.log(build.id())).contains("The namespace has no image 'tiny', pulling it");

        registry.destroy();
        assertThat(server.build("mirrored:2", Sent.recipe("base: tiny\n")).error())
                .isNull();
        assertThat(server.build("mirrored:3", Sent.recipe("base: absent\n")).error())
                .contains("neither loaded nor could it be pulled");
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
