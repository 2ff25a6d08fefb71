package dev.quern.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Role;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.HelloImage;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.gateway.resource.Deploys;
import dev.quern.images.ImageSettings;
import dev.quern.images.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Images as real clients push and pull them, and what can be done with them at once. */
@ExtendWith(Installation.Shared.class)
class RegistryClientsTest {
    @TempDir
    private Path scratch;

    private final Installation quern;
    private final RegistryServer server;
    private String app = "";

    RegistryClientsTest(Installation quern, @TempDir Path data) throws IOException {
        this.quern = quern;
        this.server = new RegistryServer(quern, data);
    }

    @BeforeEach
    void name() {
        app = server.namespace + "/app";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void skopeoPushesGzipAndZstdAndPullsWhatItPushed() throws Exception {
        for (String format : List.of("gzip", "zstd")) {
            // Each its own, or skopeo would take the layer that is there as it is.
            Path archive = archive(format);
            skopeo("--dest-compress-format", format, "oci-archive:" + archive, remote(format));
            Path pulled = scratch.resolve("pulled-" + format);
            skopeo(remote(format), "dir:" + pulled);
            assertThat(Files.readString(pulled.resolve("manifest.json"))).contains("tar+" + format);
            String digest = quern.versions
                    .deploy(
                            Installation.developer(server.namespace),
                            new FunctionName(server.namespace, "f"),
                            Deploys.of(app + ":" + format))
                    .imageDigest();
            assertThat(quern.trees.root(digest).resolve("hello")).hasContent(format);
        }
        String invoker = "me:" + server.key(Role.INVOKER, server.namespace);
        run(List.of(
                "skopeo",
                "copy",
                "--insecure-policy",
                "--src-tls-verify=false",
                "--src-creds",
                invoker,
                remote("zstd"),
                "dir:" + scratch.resolve("invoked")));
    }

    @Test
    void podmanPushesAndPulls() throws Exception {
        podman("load", "-i", archive("by podman").toString());
        podman("push", "--tls-verify=false", "--creds", "me:" + server.key, "localhost/hello:latest", remote("p"));
        podman("rmi", "localhost/hello:latest");
        podman("pull", "--tls-verify=false", "--creds", "me:" + server.key, remote("p"));
        run(List.of(
                "sh",
                "-c",
                "echo " + server.key
                        + " | podman login --tls-verify=false -u me --password-stdin --authfile "
                        + scratch.resolve("auth")
                        + " " + server.address()));
    }

    @Test
    void anIndexOfSeveralPlatformsIsDeployedForThisOne() throws Exception {
        skopeo("oci-archive:" + archive("here"), remote("here"));
        String manifest =
                server.send("GET", "/v2/" + app + "/manifests/here", "").body();
        String digest = Digest.ofBytes(manifest.getBytes(StandardCharsets.UTF_8));
        String entry = "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":" + manifest.length()
                + ",\"digest\":\"" + digest + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
        String index = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                + entry.formatted(ImageSettings.defaults().architecture()) + "," + entry.formatted("s390x") + "]}";
        assertThat(server.send(
                                "PUT",
                                "/v2/" + app + "/manifests/all",
                                index,
                                "Content-Type",
                                "application/vnd.oci.image.index.v1+json")
                        .statusCode())
                .isEqualTo(201);
        skopeo("--all", remote("all"), remote("copy"));
        VersionBody version = quern.versions.deploy(
                Installation.developer(server.namespace),
                new FunctionName(server.namespace, "f"),
                Deploys.of("app:copy"));
        assertThat(version.imageDigest()).isEqualTo(digest);
    }

    @Test
    void aTagThatMovesChangesNoVersion() throws Exception {
        FunctionName function = new FunctionName(server.namespace, "f");
        var me = Installation.developer(server.namespace);
        skopeo("oci-archive:" + archive("old"), remote("1"));
        VersionBody first = quern.versions.deploy(me, function, Deploys.of(app + ":1"));
        assertThat(quern.routing.fetchImage(me, server.namespace, "app:1")).isEqualTo(first.imageDigest());
        skopeo("oci-archive:" + archive("new"), remote("1"));
        assertThat(quern.versions.get(me, function, 1).imageDigest()).isEqualTo(first.imageDigest());
        VersionBody second = quern.versions.deploy(me, function, Deploys.of(app + ":1"));
        assertThat(second.imageDigest()).isNotEqualTo(first.imageDigest());
        assertThat(quern.trees.root(first.imageDigest()).resolve("hello")).hasContent("old");
        assertThat(quern.trees.root(second.imageDigest()).resolve("hello")).hasContent("new");
        String there = quern.namespace();
        Refused.with(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> quern.routing.fetchImage(Installation.developer(there), there, app + ":1"));
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.fetchImage(me, server.namespace, app + ":2"));
    }

    private String remote(String tag) {
        return "docker://" + server.address() + "/" + app + ":" + tag;
    }

    private void skopeo(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("skopeo", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--insecure-policy"));
        String credentials = "me:" + server.key;
        if (arguments[arguments.length - 1].startsWith("docker:")) {
            command.addAll(List.of("--dest-creds", credentials));
        }
        if (arguments[arguments.length - 2].startsWith("docker:")) {
            command.addAll(List.of("--src-creds", credentials));
        }
        command.addAll(List.of(arguments));
        run(command);
    }

    private void podman(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "podman",
                "--root",
                scratch.resolve("podman").toString(),
                "--runroot",
                scratch.resolve("run").toString(),
                "--storage-driver",
                "vfs"));
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) throws Exception {
        run(scratch, command);
    }

    static void run(Path scratch, List<String> command) throws Exception {
        Path log = scratch.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    }

    private Path archive(String content) throws IOException {
        return HelloImage.archive(scratch, content, content, "localhost/hello:latest");
    }
}
