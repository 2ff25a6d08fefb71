package dev.quern.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.gateway.resource.Deploys;
import dev.quern.images.ImageSettings;
import dev.quern.images.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of 5 GiB that are small on their way: the registry keeps what was pushed, unpacking them is another matter. */
@ExtendWith(Installation.Shared.class)
class LargeLayersTest {
    private static final long SIZE = 5L << 30;
    private static final String TYPE = "application/vnd.oci.image.layer.v1.tar";

    @TempDir
    Path scratch;

    private final Installation quern;
    private final RegistryServer server;

    LargeLayersTest(Installation quern, @TempDir Path data) throws IOException {
        this.quern = quern;
        this.server = new RegistryServer(quern, data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip"})
    void zerosAreRefusedByTheirRatioBeforeTheyFillTheDisk(String compression) throws Exception {
        // A header and 80 times the same 64 MiB: frames, or members, one after the other are one stream.
        Path layer = made("""
                truncate -s %d large
                tar -cf - large | head -c 512 | %2$s > layer
                head -c 64M /dev/zero | %2$s > zeros
                for i in $(seq 80); do cat zeros; done >> layer
                head -c 1024 /dev/zero | %2$s >> layer
                """.formatted(SIZE, compression));
        long used = blocks(quern.data);
        // Nobody comes so far as to compare the digest of what is inside.
        push(layer, TYPE + "+" + compression, Digest.ofBytes(new byte[0]));
        Refused.with(ErrorCode.INVALID_IMAGE, this::deploy);
        assertThat(blocks(quern.data) - used).isLessThan(64L << 20);
    }

    @Test
    void holesAreKept() throws Exception {
        Path layer = made("truncate -s " + SIZE + " large && echo end >> large && tar --sparse -cf layer large");
        assertThat(Files.size(layer)).isLessThan(1 << 20);
        long used = blocks(quern.data);
        push(layer, TYPE, Digest.ofBytes(Files.readAllBytes(layer)));
        Path large = quern.trees.root(deploy()).resolve("large");
        assertThat(Files.size(large)).isEqualTo(SIZE + 4);
        assertThat(blocks(quern.data) - used).isLessThan(64L << 20);
    }

    private String deploy() {
        return quern.versions
                .deploy(
                        Installation.developer(server.namespace),
                        new FunctionName(server.namespace, "f"),
                        Deploys.of("large:1"))
                .imageDigest();
    }

    private void push(Path layer, String type, String inside) throws Exception {
        String repository = server.namespace + "/large";
        // Each test's own: the tests share the store of what there is, not the folder of its bytes.
        String config = "{\"architecture\":\"" + ImageSettings.defaults().architecture()
                + "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/large\"],\"Labels\":{\"test\":\"" + server.namespace
                + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + inside + "\"]}}";
        byte[] bytes = Files.readAllBytes(layer);
        String digest = Digest.ofBytes(bytes);
        assertThat(server.sendAs(
                                Optional.of(server.key),
                                "POST",
                                "/v2/" + repository + "/blobs/uploads/?digest=" + digest,
                                bytes)
                        .statusCode())
                .isEqualTo(201);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
                "application/vnd.oci.image.config.v1+json","size":%d,"digest":"%s"},"layers":[{"mediaType":"%s",\
                "size":%d,"digest":"%s"}]}""".formatted(config.length(), server.blob(repository, config), type, bytes.length, digest);
        assertThat(server.send(
                                "PUT",
                                "/v2/" + repository + "/manifests/1",
                                manifest,
                                "Content-Type",
                                "application/vnd.oci.image.manifest.v1+json")
                        .statusCode())
                .isEqualTo(201);
    }

    private Path made(String commands) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", commands)
                .directory(scratch.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return scratch.resolve("layer");
    }

    /** Bytes that are really taken up below a folder. */
    private static long blocks(Path folder) throws Exception {
        Process process = new ProcessBuilder(List.of("du", "-sk", folder.toString())).start();
        try (Stream<String> lines = process.inputReader().lines()) {
            return Long.parseLong(lines.findFirst().orElseThrow().split("\t")[0]) << 10;
        }
    }
}
