package dev.quern.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.value.DataSize;
import dev.quern.gateway.Installation;
import dev.quern.images.oci.Digest;
import dev.quern.registry.RegistrySettings;
import dev.quern.store.registry.Quota;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A namespace that may have 10,000 bytes in the registry. */
@ExtendWith(Installation.Shared.class)
class RegistryQuotaTest {
    private static final long MOST = 10_000;
    private static final RegistrySettings AT_ONCE =
            new RegistrySettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofDays(1), Quota.NONE);

    private final RegistryServer server;
    private final String app;

    RegistryQuotaTest(Installation quern, @TempDir Path data) throws Exception {
        server = new RegistryServer(quern, data, new Quota(Optional.of(new DataSize(MOST))));
        app = server.namespace + "/app";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatDoesNotFitIsDeniedAndRoomIsThereAgainOnceItIsCollected() throws Exception {
        String first = server.blob(app, "a".repeat(6_000));
        assertThat(bytes()).isEqualTo(6_000);
        HttpResponse<String> denied = push("b".repeat(6_000));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("DENIED", "may have", server.namespace);
        assertThat(bytes()).isEqualTo(6_000);

        server.send("DELETE", "/v2/" + app + "/blobs/" + first, "");
        assertThat(bytes()).isZero();
        server.registry.collector().collect(AT_ONCE, Instant.now().plusSeconds(1));
        assertThat(push("b".repeat(6_000)).statusCode()).isEqualTo(201);
    }

    @Test
    void chunksManifestsAndMountsCount() throws Exception {
        String begun = server.send("POST", "/v2/" + app + "/blobs/uploads/", "")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(server.send("PATCH", begun, "a".repeat(9_000)).statusCode()).isEqualTo(202);
        assertThat(push("b".repeat(2_000)).statusCode()).as("beside an upload").isEqualTo(403);
        assertThat(server.send("PATCH", begun, "a".repeat(2_000)).statusCode()).isEqualTo(403);
        assertThat(server.send("GET", begun, "").statusCode())
                .as("it could not end well")
                .isEqualTo(404);

        String config = server.blob(app, "{}");
        String layer = server.blob(app, "l".repeat(5_000));
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
                "application/vnd.oci.image.config.v1+json","size":2,"digest":"%s"},"layers":[{"mediaType":\
                "application/vnd.oci.image.layer.v1.tar","size":5000,"digest":"%s"}]}""".formatted(config, layer);
        assertThat(server.send(
                                "PUT",
                                "/v2/" + app + "/manifests/1",
                                manifest,
                                "Content-Type",
                                "application/vnd.oci.image.manifest.v1+json")
                        .statusCode())
                .isEqualTo(201);
        assertThat(bytes()).isEqualTo(5_002 + manifest.length());
        String mount = "/v2/" + server.namespace + "/other/blobs/uploads/?mount=" + layer + "&from=" + app;
        assertThat(server.send("POST", mount, "").statusCode()).isEqualTo(403);
    }

    @Test
    void pushesSideBySideStayWithinIt() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> pushes = IntStream.range(0, 16)
                    .<Callable<Integer>>mapToObj(i -> () ->
                            push(Character.toString('a' + i).repeat(2_500)).statusCode())
                    .toList();
            for (Future<Integer> push : threads.invokeAll(pushes)) {
                assertThat(push.get()).isIn(201, 403);
            }
        }
        assertThat(bytes()).isBetween(1L, MOST);
    }

    private HttpResponse<String> push(String content) throws Exception {
        String digest = Digest.ofBytes(content.getBytes(StandardCharsets.UTF_8));
        return server.send("POST", "/v2/" + app + "/blobs/uploads/?digest=" + digest, content);
    }

    private long bytes() {
        return server.registry.rows().repositories().bytes(server.namespace);
    }
}
