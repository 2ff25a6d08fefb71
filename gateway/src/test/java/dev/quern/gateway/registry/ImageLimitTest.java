package dev.quern.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.name.FunctionName;
import dev.quern.core.value.DataSize;
import dev.quern.gateway.HelloImage;
import dev.quern.gateway.Installation;
import dev.quern.gateway.resource.Deploys;
import dev.quern.gateway.resource.ImageLimit;
import dev.quern.images.Progress;
import dev.quern.store.registry.ManifestEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Installation.Shared.class)
class ImageLimitTest {
    private static final InstantSource LATER = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(5));

    @TempDir
    private Path scratch;

    private final Installation quern;

    ImageLimitTest(Installation quern) {
        this.quern = quern;
    }

    @Test
    void whatIsInUseOrAVersionsStaysAndTheRestGoes() throws Exception {
        try (RegistryServer server = new RegistryServer(quern, scratch.resolve("registry"))) {
            String deployed = load(server.namespace, "deployed");
            String running = load(server.namespace, "running");
            String idle = load(server.namespace, "idle");
            quern.versions.deploy(
                    Installation.developer(server.namespace),
                    new FunctionName(server.namespace, "f"),
                    Deploys.of(deployed));
            Set<String> inUse = ConcurrentHashMap.newKeySet();
            inUse.add(running);
            limit(server, inUse, InstantSource.system()).enforce();
            assertThat(quern.trees.find(idle)).as("asked for a moment ago").isPresent();
            limit(server, inUse, LATER).enforce();
            assertThat(quern.trees.find(deployed)).isPresent();
            assertThat(quern.trees.find(running)).isPresent();
            assertThat(quern.trees.find(idle)).isEmpty();
            assertThat(quern.store.images().find(Optional.of(server.namespace), idle))
                    .isEmpty();
        }
    }

    @Test
    void aPushedImageIsUnpackedAgainWhenItIsNeeded() throws Exception {
        try (RegistryServer server = new RegistryServer(quern, scratch.resolve("registry"))) {
            Path archive = archive("pushed");
            RegistryClientsTest.run(
                    scratch,
                    List.of(
                            "skopeo",
                            "copy",
                            "--insecure-policy",
                            "--dest-tls-verify=false",
                            "--dest-creds",
                            "me:" + server.key,
                            "oci-archive:" + archive,
                            "docker://" + server.address() + "/" + server.namespace + "/app:1"));
            var me = Installation.developer(server.namespace);
            String digest = quern.versions
                    .deploy(me, new FunctionName(server.namespace, "f"), Deploys.of("app:1"))
                    .imageDigest();
            limit(server, Set.of(), LATER).enforce();
            assertThat(quern.trees.find(digest)).isEmpty();
            assertThat(quern.routing.fetchImage(me, server.namespace, digest)).isEqualTo(digest);
            ManifestEntry manifest =
                    server.registry.manifests().anywhere(digest).orElseThrow();
            quern.trees.load(server.registry.manifests().image(manifest), Progress.NONE);
            assertThat(quern.trees.root(digest).resolve("hello")).hasContent("pushed");
        }
    }

    private ImageLimit limit(RegistryServer server, Set<String> inUse, InstantSource clock) {
        quern.trees.list().forEach(image -> quern.trees.usedAt(image.digest()));
        return new ImageLimit(
                quern.trees, quern.images, server.registry.manifests(), inUse::contains, new DataSize(0), clock);
    }

    private String load(String namespace, String content) throws Exception {
        try (InputStream in = Files.newInputStream(archive(content))) {
            return quern.images
                    .load(Installation.ADMIN, namespace, Optional.of(content + ":1"), in, Progress.NONE)
                    .digest();
        }
    }

    private Path archive(String content) throws IOException {
        return HelloImage.archive(scratch, content, "limit " + content, "localhost/hello:latest");
    }
}
