package dev.quern.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import dev.quern.objects.remote.RemoteObjectStore;
import dev.quern.objects.remote.RemoteSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The store over a remote S3, which here is Quern's own listener. */
@ExtendWith(S3TestServer.Shared.class)
class RemoteStoreTest {
    private static final int PART = 5 << 20;

    private final S3TestServer server;
    private final String bucket = S3TestServer.bucket();

    @TempDir
    private Path scratch;

    private RemoteObjectStore remote;

    @SuppressWarnings("NullAway.Init")
    RemoteStoreTest(S3TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() throws IOException {
        S3TestServer.Credentials credentials = server.developer();
        String there = S3TestServer.bucket();
        try (S3Client s3 = server.client(credentials)) {
            s3.createBucket(r -> r.bucket(there));
        }
        Path file = Files.writeString(
                scratch.resolve("credentials"),
                "[default]\naws_access_key_id = " + credentials.id() + "\naws_secret_access_key = "
                        + credentials.secret() + "\n");
        String url = "s3+http://127.0.0.1:" + server.url.getPort() + "/" + there;
        remote = RemoteObjectStore.open(
                RemoteSettings.parse(url, "us-east-1", Optional.of(file)),
                server.quern.store,
                scratch.resolve("spool"));
        server.quern.store.buckets().create(bucket, "default");
    }

    @AfterEach
    void close() {
        remote.close();
    }

    @Test
    void objectsAreStoredReadListedCopiedAndRemoved() throws Exception {
        byte[] bytes = "hello, remote".getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("content-type", "a/b", "x-amz-meta-m", "1", "x-amz-tagging", "t=1");
        ObjectInfo put = put("dir/k ü", bytes, headers, Condition.ALWAYS);
        assertThat(put.size()).isEqualTo(bytes.length);
        assertThat(put.headers()).containsEntry("content-type", "a/b").containsEntry("x-amz-meta-m", "1");
        assertThat(remote.tags(put.name())).contains("t=1");
        assertThat(read(put.name(), 7, 6)).isEqualTo("remote".getBytes(StandardCharsets.UTF_8));
        ObjectName copy = new ObjectName(bucket, "dir/copy");
        remote.copy(put.name(), Condition.ALWAYS, copy, Optional.empty(), Condition.ALWAYS);
        put("top", bytes, Map.of(), Condition.ALWAYS);
        ObjectPage page = remote.list(bucket, "", "/", "", 1);
        assertThat(page.prefixes()).containsExactly("dir/");
        ObjectPage rest = remote.list(bucket, "", "/", page.next().orElseThrow(), 10);
        assertThat(rest.prefixes()).isEmpty();
        assertThat(rest.objects()).extracting(o -> o.name().key()).containsExactly("top");
        assertThat(remote.tag(copy, "a=b")).isTrue();
        assertThat(remote.tags(copy)).contains("a=b");
        assertThat(remote.delete(copy, Condition.ALWAYS)).isTrue();
        assertThat(remote.delete(copy, Condition.ALWAYS)).isFalse();
        assertThat(remote.find(copy)).isEmpty();
    }

    @Test
    void conditionsAreTheRemoteStores() throws Exception {
        byte[] bytes = {1};
        String etag = put("k", bytes, Map.of(), Condition.ABSENT).etag();
        refused(ErrorCode.CONDITION_FAILED, () -> put("k", bytes, Map.of(), Condition.ABSENT));
        refused(ErrorCode.CONDITION_FAILED, () -> put("k", bytes, Map.of(), new Condition.Matches("x")));
        refused(ErrorCode.CONDITION_FAILED, () -> put("k", bytes, Map.of(), new Condition.Differs(etag)));
        put("k", new byte[] {2}, Map.of(), new Condition.Matches(etag));
        refused(
                ErrorCode.BUCKET_NOT_FOUND,
                () -> remote.put(
                        new ObjectName("nowhere", "k"),
                        new ObjectContent.Stream(new ByteArrayInputStream(bytes)),
                        Map.of(),
                        Condition.ALWAYS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CRC32"})
    void partsBecomeOneObject(String checksum) throws Exception {
        byte[] bytes = new byte[PART + 10];
        new java.util.Random(1).nextBytes(bytes);
        Map<String, String> headers = checksum.isEmpty()
                ? Map.of()
                : Map.of("x-amz-checksum-algorithm", checksum, "x-amz-checksum-type", "COMPOSITE");
        ObjectName name = new ObjectName(bucket, "k");
        Upload upload = remote.uploads().begin(name, headers, "me");
        part(upload, 2, Arrays.copyOfRange(bytes, PART, PART + 10));
        part(upload, 1, Arrays.copyOf(bytes, PART));
        List<PartInfo> parts = remote.uploads().parts(name, upload.id(), 0, 10);
        assertThat(parts).extracting(PartInfo::size).containsExactly((long) PART, 10L);
        assertThat(remote.uploads().list(bucket, "", "", "", 10)).containsExactly(upload);
        ObjectInfo made = remote.uploads()
                .complete(
                        name, upload.id(), (u, there) -> new Uploads.Completion(there, u.headers()), Condition.ALWAYS);
        assertThat(made.etag()).endsWith("-2");
        assertThat(read(name, 0, bytes.length)).isEqualTo(bytes);
        assertThat(remote.uploads().find(name, upload.id())).isEmpty();
        Upload other = remote.uploads().begin(name, Map.of(), "me");
        assertThat(remote.uploads().abort(name, other.id())).isTrue();
    }

    private void part(Upload upload, int number, byte[] bytes) throws IOException {
        remote.uploads()
                .put(
                        upload.name(),
                        upload.id(),
                        number,
                        new ObjectContent.Stream(new ByteArrayInputStream(bytes)),
                        Map.of());
    }

    private ObjectInfo put(String key, byte[] bytes, Map<String, String> headers, Condition condition)
            throws IOException {
        return remote.put(
                new ObjectName(bucket, key),
                new ObjectContent.Stream(new ByteArrayInputStream(bytes)),
                headers,
                condition);
    }

    private byte[] read(ObjectName name, long from, int length) throws IOException {
        try (StoredObject object = remote.open(name).orElseThrow();
                var channel = object.read(from, length)) {
            return Channels.newInputStream(channel).readNBytes(length);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void refused(ErrorCode code, Work work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
