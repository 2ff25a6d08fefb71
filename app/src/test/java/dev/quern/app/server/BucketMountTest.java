package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A function with a bucket, by deploy, call and S3, as its users have them. */
class BucketMountTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path archive = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        archive = Busybox.archive(directory);
        data = Files.createDirectory(directory.resolve("data"));
    }

    private static String s3Url(Path data) throws Exception {
        return Files.readString(data.resolve("server.json")).replaceAll(".*\"s3Url\":\"([^\"]+)\".*", "$1");
    }

    private S3Client s3() throws Exception {
        return s3(data);
    }

    private static S3Client s3(Path data) throws Exception {
        return S3Client.builder()
                .endpointOverride(URI.create(s3Url(data)))
                // In the first region this client sends no body to make a bucket, nor that there is none.
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(ProfileCredentialsProvider.builder()
                        .profileFile(ProfileFile.builder()
                                .content(data.resolve("admin.s3"))
                                .type(ProfileFile.Type.CREDENTIALS)
                                .build())
                        .profileName("default")
                        .build())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .forcePathStyle(true)
                .build();
    }

    @Test
    void aFunctionReadsWhatS3StoresAndS3ReadsWhatAFunctionWrites() throws Exception {
        try (UpProcess up = UpProcess.start(data);
                S3Client s3 = s3()) {
            s3.createBucket(b -> b.bucket("photos"));
            s3.putObject(b -> b.bucket("photos").key("in/a.txt"), RequestBody.fromString("from s3"));
            up.deploy(archive, "copy", """
                    {"image":"busybox","mounts":["photos/in:/in","photos:/all:rw"],
                     "command":["sh","-c","cat /in/a.txt; echo from a function > /all/out.txt"]}
                    """.replace("\n", ""));
            assertThat(up.call("copy", "").body()).isEqualTo("from s3");
            assertThat(s3.getObjectAsBytes(b -> b.bucket("photos").key("out.txt"))
                            .asUtf8String())
                    .isEqualTo("from a function\n");
            s3.putObject(b -> b.bucket("photos").key("in/a.txt"), RequestBody.fromString("changed"));
            assertThat(up.call("copy", "").body()).isEqualTo("changed");
        }
    }

    @Test
    void aKeptContainerKeepsItsMountFromCallToCall() throws Exception {
        try (UpProcess up = UpProcess.start(data);
                S3Client s3 = s3()) {
            s3.createBucket(b -> b.bucket("photos"));
            up.deploy(archive, "add", """
                    {"image":"busybox","mounts":["photos:/data:rw"],"fresh":"process","max":1,
                     "command":["sh","-c","cat >> /data/log; cat /data/log"]}
                    """.replace("\n", ""));
            assertThat(up.call("add", "a").body()).isEqualTo("a");
            assertThat(up.call("add", "b").body()).isEqualTo("ab");
            assertThat(up.call("add", "c").body()).isEqualTo("abc");
            assertThat(s3.getObjectAsBytes(b -> b.bucket("photos").key("log")).asUtf8String())
                    .isEqualTo("abc");
        }
    }

    @Test
    void objectsOfARemoteStoreAreMountedToo() throws Exception {
        Path far = Files.createDirectory(directory.resolve("far"));
        try (UpProcess remote = UpProcess.start(far);
                S3Client behind = s3(far)) {
            assertThat(remote.process().isAlive()).isTrue();
            behind.createBucket(b -> b.bucket("backing"));
            Files.writeString(
                    data.resolve("quern.properties"),
                    "objects=" + s3Url(far).replace("http://", "s3+http://") + "/backing\nobjects.credentials-file="
                            + far.resolve("admin.s3") + "\n");
            try (UpProcess up = UpProcess.start(data);
                    S3Client s3 = s3()) {
                String large = "0123456789".repeat(500_000);
                s3.createBucket(b -> b.bucket("photos"));
                s3.putObject(b -> b.bucket("photos").key("in/large"), RequestBody.fromString(large));
                up.deploy(archive, "copy", """
                        {"image":"busybox","mounts":["photos:/data:rw"],
                         "command":["sh","-c","cat /data/in/large > /data/out; cat /data/out; echo -n . >> /data/out"]}
                        """.replace("\n", ""));
                assertThat(up.call("copy", "").body()).isEqualTo(large);
                assertThat(s3.getObjectAsBytes(b -> b.bucket("photos").key("out"))
                                .asUtf8String())
                        .isEqualTo(large + ".");
            }
        }
    }

    @Test
    void anotherNamespacesBucketIsRefusedAtDeployUntilItIsListedAndAtTheCallWhenItIsNoLonger() throws Exception {
        String deploy = "{\"image\":\"busybox\",\"mounts\":[\"photos:/in\"],\"command\":[\"cat\",\"/in/a\"]}";
        String versions = "/v1/functions/shop/look/versions";
        try (UpProcess up = UpProcess.start(data);
                S3Client s3 = s3()) {
            s3.createBucket(b -> b.bucket("photos"));
            s3.putObject(b -> b.bucket("photos").key("a"), RequestBody.fromString("seen"));
            up.send("PUT", "/v1/namespaces/shop", BodyPublishers.ofString("{}"));
            up.send("POST", "/v1/images?namespace=shop", BodyPublishers.ofFile(archive));
            var refused = up.send("POST", versions, BodyPublishers.ofString(deploy));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("mount.buckets");
        }
        Files.writeString(data.resolve("quern.properties"), "mount.buckets=photos\n");
        try (UpProcess up = UpProcess.start(data)) {
            assertThat(up.send("POST", versions, BodyPublishers.ofString(deploy))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(up.send("POST", "/v1/functions/shop/look/calls", BodyPublishers.noBody())
                            .body())
                    .isEqualTo("seen");
        }
        Files.writeString(data.resolve("quern.properties"), "mount.buckets=photos/elsewhere\n");
        try (UpProcess up = UpProcess.start(data)) {
            assertThat(up.send("POST", "/v1/functions/shop/look/calls", BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void nothingIsLeftOfAServerThatWasKilledWhileFunctionsUsedABucket() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            try (S3Client s3 = s3()) {
                s3.createBucket(b -> b.bucket("photos"));
                s3.putObject(b -> b.bucket("photos").key("f"), RequestBody.fromString("old"));
            }
            up.deploy(archive, "write", """
                    {"image":"busybox","mounts":["photos:/data:rw"],"timeoutMillis":3600000,
                     "command":["sh","-c","exec 3<> /data/f; echo begun >&2; while true; do echo more >&3; done"]}
                    """.replace("\n", ""));
            var call = up.sendAsync("POST", "/v1/functions/default/write/calls");
            await().atMost(LONG)
                    .until(() -> up.send("GET", "/v1/calls?state=running", BodyPublishers.noBody())
                            .body()
                            .contains("\"function\":\"write\""));
            up.kill();
            await().atMost(LONG).until(call::isDone);
        }
        await().atMost(LONG).until(() -> Machine.processes("echo more").isEmpty());
        assertThat(Machine.mounts("fuse")).isEmpty();
        try (UpProcess next = UpProcess.start(data);
                S3Client s3 = s3()) {
            assertThat(s3.getObjectAsBytes(b -> b.bucket("photos").key("f")).asUtf8String())
                    .isEqualTo("old");
            next.deploy(
                    archive,
                    "read",
                    "{\"image\":\"busybox\",\"mounts\":[\"photos:/data\"],\"command\":[\"cat\",\"/data/f\"]}");
            assertThat(next.call("read", "").body()).isEqualTo("old");
        }
    }
}
