package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server whose objects are in a bucket of another server, over the S3 protocol. */
class RemoteObjectsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
    private static final int PART = 5 << 20;
    private static final byte[] BODY = bytes(300_000);

    @TempDir
    Path directory;

    private Path far;
    private Path near;
    private UpProcess remote;

    @BeforeEach
    void start() throws Exception {
        far = Files.createDirectory(directory.resolve("far"));
        near = Files.createDirectory(directory.resolve("near"));
        remote = UpProcess.start(far);
        try (S3Client s3 = S3.client(far)) {
            s3.createBucket(r -> r.bucket("store"));
        }
    }

    @AfterEach
    void stop() throws Exception {
        remote.close();
    }

    @Test
    void everythingAServerKeepsAsObjectsIsThereAndStaysThere() throws Exception {
        configure(url("store"), far.resolve("admin.s3"));
        String task;
        try (UpProcess up = UpProcess.start(near);
                S3Client s3 = S3.client(near)) {
            up.deploy(Busybox.archive(directory), "cat", "{\"image\":\"busybox\"}");
            assertThat(up.call("cat", "hello").body()).isEqualTo("hello");
            task = submit(up);
            s3.createBucket(r -> r.bucket("photos"));
            s3.putObject(r -> r.bucket("photos").key("in/a"), RequestBody.fromBytes(BODY));
            inParts(s3);
            assertStored(s3);
        }
        try (UpProcess up = UpProcess.start(near);
                S3Client s3 = S3.client(near);
                S3Client there = S3.client(far)) {
            assertStored(s3);
            await().atMost(LONG)
                    .until(() -> up.send("GET", "/v1/tasks/" + task, BodyPublishers.noBody())
                            .body()
                            .contains("\"state\":\"succeeded\""));
            assertThat(up.send("GET", "/v1/tasks/" + task + "/result", BodyPublishers.noBody())
                            .body())
                    .isEqualTo("x".repeat(200_000));
            assertThat(there.listObjectsV2(r -> r.bucket("store")).contents())
                    .extracting(S3Object::key)
                    .contains("photos/in/a", "photos/in/parts", "_tasks/" + task + ".input");
            s3.deleteObject(r -> r.bucket("photos").key("in/a"));
            assertThat(there.listObjectsV2(r -> r.bucket("store").prefix("photos/"))
                            .contents())
                    .hasSize(1);
        }
    }

    @Test
    void aStoreThatCannotBeUsedIsToldWithWhatToDo() throws Exception {
        Path wrong = Files.writeString(
                directory.resolve("wrong"),
                Files.readString(far.resolve("admin.s3")).replaceAll("(secret_access_key = ).*", "$1wrong"));
        Path nobody = Files.writeString(
                directory.resolve("nobody"),
                "[default]\naws_access_key_id = nobody\naws_secret_access_key = nothing\n");
        assertThat(refused(url("store"), wrong)).contains("SignatureDoesNotMatch", "objects.credentials-file");
        assertThat(refused(url("store"), nobody)).contains("InvalidAccessKeyId", "objects.credentials-file");
        assertThat(refused(url("store"), directory.resolve("missing")))
                .contains("objects.credentials-file", "cannot be read");
        assertThat(refused(url("missing"), far.resolve("admin.s3"))).contains("no such bucket", "Make the bucket");
        String gone = url("store");
        remote.close();
        assertThat(refused(gone, far.resolve("admin.s3"))).contains("cannot be reached", "see whether it runs");
    }

    @Test
    void aStoreThatGoesAwayMakesRequestsFailClearlyUntilItIsBack() throws Exception {
        configure(url("store"), far.resolve("admin.s3"));
        String listen = S3.url(far).substring("http://".length());
        try (UpProcess up = UpProcess.start(near);
                S3Client s3 = S3.client(near)) {
            s3.createBucket(r -> r.bucket("photos"));
            remote.close();
            assertThatThrownBy(() -> s3.putObject(r -> r.bucket("photos").key("k"), RequestBody.fromBytes(BODY)))
                    .isInstanceOfSatisfying(S3Exception.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
                        assertThat(e.getMessage()).contains("cannot be reached");
                    });
            remote = UpProcess.start(far, "--s3-listen", listen);
            s3.putObject(r -> r.bucket("photos").key("k"), RequestBody.fromBytes(BODY));
            assertThat(near.resolve("objects/spool")).isEmptyDirectory();
        }
    }

    private static String submit(UpProcess up) throws IOException {
        HttpResponse<String> answer =
                up.send("POST", "/v1/functions/default/cat/tasks", BodyPublishers.ofString("x".repeat(200_000)));
        Matcher id = ID.matcher(answer.body());
        assertThat(id.find()).as(answer.body()).isTrue();
        return id.group(1);
    }

    private static void inParts(S3Client s3) {
        String upload = s3.createMultipartUpload(r -> r.bucket("photos").key("in/parts"))
                .uploadId();
        CompletedPart[] parts = new CompletedPart[2];
        for (int i = 0; i < 2; i++) {
            int number = i + 1;
            String etag = s3.uploadPart(
                            r -> r.bucket("photos")
                                    .key("in/parts")
                                    .uploadId(upload)
                                    .partNumber(number),
                            RequestBody.fromBytes(bytes(number == 1 ? PART : 10)))
                    .eTag();
            parts[i] = CompletedPart.builder().partNumber(number).eTag(etag).build();
        }
        s3.completeMultipartUpload(
                r -> r.bucket("photos").key("in/parts").uploadId(upload).multipartUpload(m -> m.parts(parts)));
    }

    private static void assertStored(S3Client s3) {
        assertThat(s3.getObjectAsBytes(r -> r.bucket("photos").key("in/a")).asByteArray())
                .isEqualTo(BODY);
        assertThat(s3.headObject(r -> r.bucket("photos").key("in/parts")).contentLength())
                .isEqualTo(PART + 10);
        assertThat(s3.listObjectsV2(r -> r.bucket("photos").prefix("in/")).contents())
                .extracting(S3Object::key)
                .containsExactly("in/a", "in/parts");
    }

    /** What a server says that does not start. */
    private String refused(String objects, Path credentials) throws Exception {
        configure(objects, credentials);
        try (UpProcess up = UpProcess.launch(near)) {
            assertThat(up.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(up.process().exitValue()).isNotZero();
            String log = up.log();
            return log.substring(log.lastIndexOf("error: "));
        }
    }

    private String url(String bucket) throws IOException {
        return S3.url(far).replace("http://", "s3+http://") + "/" + bucket;
    }

    private void configure(String objects, Path credentials) throws IOException {
        Files.writeString(
                near.resolve("quern.properties"),
                "objects=" + objects + "\nobjects.credentials-file=" + credentials + "\n");
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
