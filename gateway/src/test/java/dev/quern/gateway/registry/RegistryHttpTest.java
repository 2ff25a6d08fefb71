package dev.quern.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Role;
import dev.quern.gateway.Installation;
import dev.quern.images.oci.Digest;
import dev.quern.registry.RegistrySettings;
import dev.quern.store.registry.Quota;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Installation.Shared.class)
class RegistryHttpTest {
    private static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    private static final RegistrySettings AT_ONCE =
            new RegistrySettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofDays(1), Quota.NONE);

    private final Installation quern;
    private RegistryServer server;
    private String app = "";

    RegistryHttpTest(Installation quern, @TempDir Path data) throws Exception {
        this.quern = quern;
        this.server = new RegistryServer(quern, data);
    }

    @BeforeEach
    void name() {
        app = server.namespace + "/team/app";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoHasNoKeyIsToldHowToLogIn() throws Exception {
        HttpResponse<String> refused = server.sendAs(Optional.empty(), "GET", "/v2/", new byte[0]);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"quern\"");
        assertThat(refused.body()).contains("UNAUTHORIZED");
        assertThat(server.sendAs(Optional.of("wrong"), "GET", "/v2/", new byte[0])
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.send("GET", "/v2/", "").statusCode()).isEqualTo(200);
        assertThat(server.sendAs(Optional.empty(), "GET", "/v2/", new byte[0], "Authorization", "Bearer " + server.key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void othersRepositoriesDoNotExist() throws Exception {
        String digest = server.blob(app, "x");
        String stranger = server.key(Role.DEVELOPER, quern.namespace());
        String invoker = server.key(Role.INVOKER, server.namespace);
        for (String path : List.of("/tags/list", "/manifests/v1", "/blobs/" + Digest.ofBytes(new byte[0]))) {
            HttpResponse<String> unknown =
                    server.sendAs(Optional.of(stranger), "GET", "/v2/" + app + path, new byte[0]);
            assertThat(unknown.statusCode()).as(path).isEqualTo(404);
            assertThat(unknown.body()).contains("NAME_UNKNOWN");
        }
        assertThat(server.sendAs(Optional.of(invoker), "GET", "/v2/" + app + "/blobs/" + digest, new byte[0])
                        .body())
                .isEqualTo("x");
        assertThat(server.sendAs(Optional.of(invoker), "GET", "/v2/_catalog", new byte[0])
                        .body())
                .contains(app);
        for (String pushes : List.of("POST /blobs/uploads/", "DELETE /blobs/" + digest, "PUT /manifests/v1")) {
            String[] request = pushes.split(" ");
            HttpResponse<String> denied =
                    server.sendAs(Optional.of(invoker), request[0], "/v2/" + app + request[1], new byte[0]);
            assertThat(denied.statusCode()).as(pushes).isEqualTo(403);
            assertThat(denied.body()).contains("DENIED");
        }
        assertThat(server.sendAs(Optional.of(stranger), "POST", "/v2/" + app + "/blobs/uploads/", new byte[0])
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.sendAs(Optional.of(stranger), "GET", "/v2/_catalog", new byte[0])
                        .body())
                .doesNotContain(server.namespace);
        assertThat(server.send("GET", "/v2/_catalog", "").body()).contains(app);
        assertThat(server.send("POST", "/v2/single/blobs/uploads/", "").body()).contains("NAME_INVALID");
    }

    @Test
    void chunksComeInOrderAndOutliveARestart() throws Exception {
        HttpResponse<String> begun = server.send("POST", "/v2/" + app + "/blobs/uploads/", "");
        assertThat(begun.statusCode()).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        assertThat(server.send("PATCH", location, "hello ", "Content-Range", "0-5")
                        .headers()
                        .firstValue("Range"))
                .contains("0-5");
        HttpResponse<String> early = server.send("PATCH", location, "world", "Content-Range", "7-11");
        assertThat(early.statusCode()).isEqualTo(416);
        assertThat(early.headers().firstValue("Range")).contains("0-5");
        assertThat(server.send("PATCH", location, "world", "Content-Range", "6-9")
                        .statusCode())
                .isEqualTo(400);

        server = server.again();
        HttpResponse<String> known = server.send("GET", location, "");
        assertThat(known.statusCode()).isEqualTo(204);
        assertThat(known.headers().firstValue("Range")).contains("0-5");
        String digest = Digest.ofBytes("hello world".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> done =
                server.send("PUT", location + "?digest=" + digest, "world", "Content-Range", "6-10");
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(done.headers().firstValue("Docker-Content-Digest")).contains(digest);
        assertThat(server.send("GET", location, "").statusCode()).isEqualTo(404);
        String blob = "/v2/" + app + "/blobs/" + digest;
        assertThat(server.send("GET", blob, "").body()).isEqualTo("hello world");
        HttpResponse<String> part = server.send("GET", blob, "", "Range", "bytes=6-");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("world");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 6-10/11");
        assertThat(server.send("GET", blob, "", "Range", "bytes=-5").body()).isEqualTo("world");
        assertThat(server.send("GET", blob, "", "Range", "bytes=11-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void aWrongDigestLeavesNothing() throws Exception {
        String digest = Digest.ofBytes("other".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> refused =
                server.send("POST", "/v2/" + app + "/blobs/uploads/?digest=" + digest, "content");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("DIGEST_INVALID");
        assertThat(server.send("HEAD", "/v2/" + app + "/blobs/" + digest, "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aManifestNeedsAllItNames() throws Exception {
        String layer = Digest.ofBytes("absent".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> refused = push(app, "v1", manifest(server.blob(app, "{}"), layer, ""));
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("MANIFEST_BLOB_UNKNOWN").contains(layer);
        assertThat(push(app, "v1", "no json").body()).contains("MANIFEST_INVALID");
        assertThat(push(app, "v1", "{\"schemaVersion\":2}").body()).contains("MANIFEST_INVALID");
        assertThat(push(app, layer, manifest(server.blob(app, "{}"), server.blob(app, "l"), ""))
                        .body())
                .contains("DIGEST_INVALID");
    }

    @Test
    void blobsAreMountedOnlyFromWhereTheyMayBePulled() throws Exception {
        String digest = server.blob(app, "shared");
        String other = server.namespace + "/other";
        HttpResponse<String> mounted =
                server.send("POST", "/v2/" + other + "/blobs/uploads/?mount=" + digest + "&from=" + app, "");
        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(server.send("GET", "/v2/" + other + "/blobs/" + digest, "").body())
                .isEqualTo("shared");
        String theirs = quern.namespace();
        String stranger = server.key(Role.DEVELOPER, theirs);
        HttpResponse<String> begun = server.sendAs(
                Optional.of(stranger),
                "POST",
                "/v2/" + theirs + "/x/blobs/uploads/?mount=" + digest + "&from=" + app,
                new byte[0]);
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(server.sendAs(Optional.of(stranger), "HEAD", "/v2/" + theirs + "/x/blobs/" + digest, new byte[0])
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tagsAndReferrersAreListedPageByPage() throws Exception {
        String manifest = manifest(server.blob(app, "{}"), server.blob(app, "l"), "");
        String subject = Digest.ofBytes(manifest.getBytes(StandardCharsets.UTF_8));
        for (String tag : List.of("b", "A", "c", "B")) {
            assertThat(push(app, tag, manifest).statusCode()).isEqualTo(201);
        }
        HttpResponse<String> first = server.send("GET", "/v2/" + app + "/tags/list?n=3", "");
        assertThat(first.body()).contains("[\"A\",\"B\",\"b\"]");
        String link = first.headers().firstValue("Link").orElseThrow();
        HttpResponse<String> second = server.send("GET", link.substring(1, link.indexOf('>')), "");
        assertThat(second.body()).contains("[\"c\"]");
        assertThat(second.headers().firstValue("Link")).isEmpty();

        String about = manifest(
                server.blob(app, "{}"),
                server.blob(app, "l"),
                ",\"artifactType\":\"test/sbom\",\"annotations\":{\"a\":\"b\"},\"subject\":{\"mediaType\":\"" + OCI
                        + "\",\"size\":1,\"digest\":\"" + subject + "\"}");
        HttpResponse<String> pushed = push(app, Digest.ofBytes(about.getBytes(StandardCharsets.UTF_8)), about);
        assertThat(pushed.headers().firstValue("OCI-Subject")).contains(subject);
        HttpResponse<String> referrers =
                server.send("GET", "/v2/" + app + "/referrers/" + subject + "?artifactType=test/sbom", "");
        assertThat(referrers.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
        assertThat(referrers.body()).contains("test/sbom").contains("\"a\":\"b\"");
        assertThat(server.send("GET", "/v2/" + app + "/referrers/" + subject + "?artifactType=none", "")
                        .body())
                .contains("\"manifests\":[]");
    }

    @Test
    void twoPushesOfOneTagLeaveOneOfThem() throws Exception {
        List<String> manifests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            manifests.add(manifest(server.blob(app, "{}"), server.blob(app, "layer " + i), ""));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> pushes = manifests.stream()
                    .map(m -> threads.submit(() -> push(app, "latest", m)))
                    .toList();
            for (Future<HttpResponse<String>> push : pushes) {
                assertThat(push.get().statusCode()).isEqualTo(201);
            }
        }
        HttpResponse<String> now = server.send("GET", "/v2/" + app + "/manifests/latest", "");
        assertThat(manifests).contains(now.body());
        assertThat(now.headers().firstValue("Content-Type")).contains(OCI);
    }

    @Test
    void whatIsDeletedIsCollectedAndWhatIsNamedStays() throws Exception {
        String manifest = manifest(server.blob(app, "{}"), server.blob(app, "kept"), "");
        push(app, "v1", manifest);
        String digest = Digest.ofBytes(manifest.getBytes(StandardCharsets.UTF_8));
        String layer = "/v2/" + app + "/blobs/" + Digest.ofBytes("kept".getBytes(StandardCharsets.UTF_8));
        assertThat(server.send("DELETE", layer, "").statusCode()).isEqualTo(405);
        server.registry.collector().collect(AT_ONCE, Instant.now());
        assertThat(server.send("GET", layer, "").body()).isEqualTo("kept");
        assertThat(server.send("DELETE", "/v2/" + app + "/manifests/v1", "").statusCode())
                .isEqualTo(202);
        assertThat(server.send("HEAD", "/v2/" + app + "/manifests/" + digest, "")
                        .statusCode())
                .isEqualTo(200);
        server.registry.collector().collect(AT_ONCE, Instant.now().plusSeconds(1));
        assertThat(server.send("HEAD", "/v2/" + app + "/manifests/" + digest, "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.send("GET", layer, "").statusCode()).isEqualTo(404);
        assertThat(server.registry.bytes().open(digest)).isEmpty();
    }

    private HttpResponse<String> push(String repository, String reference, String manifest) throws Exception {
        return server.send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", OCI);
    }

    private static String manifest(String config, String layer, String more) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + OCI
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\""
                + config + "\"},\"layers\":[{\"mediaType\":\"text/plain\",\"size\":1,\"digest\":\"" + layer + "\"}]"
                + more + "}";
    }
}
