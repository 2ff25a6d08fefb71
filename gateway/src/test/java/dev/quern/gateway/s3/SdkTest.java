package dev.quern.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the AWS SDK for Java does with only its endpoint changed. */
@ExtendWith(S3TestServer.Shared.class)
class SdkTest {
    private static final int PART = 5 << 20;

    private final S3TestServer server;
    private final S3TestServer.Credentials credentials;
    private final S3Client s3;
    private final String bucket = S3TestServer.bucket();

    SdkTest(S3TestServer server) {
        this.server = server;
        this.credentials = server.developer();
        this.s3 = server.client(credentials);
        s3.createBucket(r -> r.bucket(bucket));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16384, 16385, 3_000_000})
    void whatIsPutIsGot(int length) {
        byte[] bytes = bytes(length);
        for (boolean chunked : new boolean[] {true, false}) {
            try (S3Client client = server.client(credentials, chunked)) {
                client.putObject(
                        r -> r.bucket(bucket)
                                .key("k")
                                .contentType("a/b")
                                .contentEncoding("gzip")
                                .metadata(Map.of("one", "1")),
                        RequestBody.fromBytes(bytes));
            }
            ResponseBytes<GetObjectResponse> got =
                    s3.getObjectAsBytes(r -> r.bucket(bucket).key("k"));
            assertThat(got.asByteArray()).isEqualTo(bytes);
            assertThat(got.response().contentType()).isEqualTo("a/b");
            assertThat(got.response().contentEncoding()).isEqualTo("gzip");
            assertThat(got.response().metadata()).containsExactly(Map.entry("one", "1"));
        }
        HeadObjectResponse head = s3.headObject(r -> r.bucket(bucket).key("k"));
        assertThat(head.contentLength()).isEqualTo(length);
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "SHA1", "SHA256"})
    void checksumsAreComparedAndTold(ChecksumAlgorithm algorithm) {
        var put = s3.putObject(
                r -> r.bucket(bucket).key("k").checksumAlgorithm(algorithm), RequestBody.fromString("hello"));
        HeadObjectResponse head = s3.headObject(r -> r.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));
        assertThat(List.of(
                        String.valueOf(head.checksumCRC32()),
                        String.valueOf(head.checksumSHA1()),
                        String.valueOf(head.checksumSHA256())))
                .isEqualTo(List.of(
                        String.valueOf(put.checksumCRC32()),
                        String.valueOf(put.checksumSHA1()),
                        String.valueOf(put.checksumSHA256())))
                .anyMatch(value -> !value.equals("null"));
        assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        refused(
                "BadDigest",
                () -> s3.putObject(
                        r -> r.bucket(bucket).key("other").checksumCRC32("AAAAAA=="), RequestBody.fromString("hello")));
        refused(
                "BadDigest",
                () -> s3.putObject(
                        r -> r.bucket(bucket).key("other").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                        RequestBody.fromString("hello")));
        missing("other");
    }

    @Test
    void rangesAreRead() {
        byte[] bytes = bytes(100_000);
        s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromBytes(bytes));
        assertThat(range("bytes=10-19")).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
        assertThat(range("bytes=99990-")).isEqualTo(Arrays.copyOfRange(bytes, 99_990, 100_000));
        assertThat(range("bytes=-7")).isEqualTo(Arrays.copyOfRange(bytes, 99_993, 100_000));
        assertThat(range("bytes=0-999999999")).isEqualTo(bytes);
        assertThat(range("bytes=5-2")).isEqualTo(bytes);
        refused("InvalidRange", () -> range("bytes=100000-"));
        assertThat(s3.headObject(r -> r.bucket(bucket).key("k").range("bytes=1-2"))
                        .contentLength())
                .isEqualTo(2);
    }

    @Test
    void conditionsAreHeld() {
        String etag = s3.putObject(r -> r.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("a"))
                .eTag();
        refused(
                "PreconditionFailed",
                () -> s3.putObject(r -> r.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("b")));
        refused(
                "PreconditionFailed",
                () -> s3.putObject(r -> r.bucket(bucket).key("k").ifMatch("\"x\""), RequestBody.fromString("b")));
        refused(
                "NoSuchKey",
                () -> s3.putObject(r -> r.bucket(bucket).key("none").ifMatch(etag), RequestBody.fromString("b")));
        s3.putObject(r -> r.bucket(bucket).key("k").ifMatch(etag), RequestBody.fromString("b"));
        refused(
                "PreconditionFailed",
                () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifMatch(etag)));
        String now = s3.headObject(r -> r.bucket(bucket).key("k")).eTag();
        assertThatThrownBy(
                        () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").ifNoneMatch(now)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
        refused(
                "PreconditionFailed",
                () -> s3.deleteObject(r -> r.bucket(bucket).key("k").ifMatch(etag)));
        s3.deleteObject(r -> r.bucket(bucket).key("k").ifMatch(now));
        missing("k");
    }

    @Test
    void keysAreNamesOfAnyCharacters() {
        List<String> keys = List.of(
                "a//b",
                "../x",
                "..",
                "a/../b",
                "sp ace+plus%25",
                "ü/😀",
                "/lead",
                "q?x=1&y#z",
                "k".repeat(1024),
                "a;b=c",
                "tail/",
                "'\"<>&",
                "~._-!*()");
        for (String key : keys) {
            s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(key));
            assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String())
                    .isEqualTo(key);
        }
        List<String> listed = s3.listObjectsV2Paginator(r -> r.bucket(bucket).maxKeys(3)).contents().stream()
                .map(S3Object::key)
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(keys);
        refused(
                "KeyTooLongError",
                () -> s3.putObject(r -> r.bucket(bucket).key("k".repeat(1025)), RequestBody.fromString("")));
        var deleted = s3.deleteObjects(r -> r.bucket(bucket)
                .delete(Delete.builder()
                        .objects(keys.stream()
                                .map(key -> ObjectIdentifier.builder().key(key).build())
                                .toList())
                        .build()));
        assertThat(deleted.errors()).isEmpty();
        s3.putObject(r -> r.bucket(bucket).key("\u0001"), RequestBody.fromString(""));
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("\u0001")).asByteArray())
                .isEmpty();
    }

    @Test
    void listingsAreGroupedAndPaged() {
        for (String key : List.of("a", "b/1", "b/2", "c/1", "d")) {
            s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(""));
        }
        ListObjectsV2Response page =
                s3.listObjectsV2(r -> r.bucket(bucket).delimiter("/").maxKeys(2));
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.keyCount()).isEqualTo(2);
        assertThat(page.commonPrefixes()).extracting("prefix").containsExactly("b/");
        ListObjectsV2Response rest =
                s3.listObjectsV2(r -> r.bucket(bucket).delimiter("/").continuationToken(page.nextContinuationToken()));
        assertThat(rest.commonPrefixes()).extracting("prefix").containsExactly("c/");
        assertThat(rest.contents()).extracting(S3Object::key).containsExactly("d");
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket).prefix("b/").startAfter("b/1"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("b/2");
        assertThat(s3.listObjects(r -> r.bucket(bucket).marker("b/2")).contents())
                .extracting(S3Object::key)
                .containsExactly("c/1", "d");
        assertThat(s3.listObjectVersions(r -> r.bucket(bucket)).versions()).hasSize(5);
        assertThat(s3.listObjects(r -> r.bucket(bucket).maxKeys(0)).contents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "CRC32:COMPOSITE", "CRC32:FULL_OBJECT", "SHA256:COMPOSITE"})
    void anObjectComesInParts(String checksum) {
        byte[] bytes = bytes(2 * PART + 1000);
        String[] words = checksum.split(":");
        CreateMultipartUploadRequest.Builder begin =
                CreateMultipartUploadRequest.builder().bucket(bucket).key("k").metadata(Map.of("a", "b"));
        if (words.length == 2) {
            begin.checksumAlgorithm(words[0]).checksumType(words[1]);
        }
        String id = s3.createMultipartUpload(begin.build()).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number : new int[] {3, 1, 2}) {
            int from = (number - 1) * PART;
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART));
            var put = s3.uploadPart(
                    r -> {
                        r.bucket(bucket).key("k").uploadId(id).partNumber(number);
                        if (words.length == 2) {
                            r.checksumAlgorithm(words[0]);
                        }
                    },
                    RequestBody.fromBytes(part));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(put.eTag())
                    .checksumCRC32(words[0].equals("CRC32") ? put.checksumCRC32() : null)
                    .checksumSHA256(put.checksumSHA256())
                    .build());
        }
        assertThat(s3.listParts(r -> r.bucket(bucket).key("k").uploadId(id)).parts())
                .hasSize(3);
        assertThat(s3.listMultipartUploads(r -> r.bucket(bucket)).uploads()).hasSize(1);
        refused("InvalidPartOrder", () -> complete(id, parts));
        parts.sort((a, b) -> a.partNumber() - b.partNumber());
        missing("k");
        complete(id, parts);
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(r -> r.bucket(bucket).key("k"));
        assertThat(got.asByteArray()).isEqualTo(bytes);
        assertThat(got.response().eTag()).endsWith("-3\"");
        assertThat(got.response().metadata()).containsEntry("a", "b");
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").partNumber(2))
                        .asByteArray())
                .isEqualTo(Arrays.copyOfRange(bytes, PART, 2 * PART));
        HeadObjectResponse head = s3.headObject(r -> r.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));
        if (checksum.equals("CRC32:FULL_OBJECT")) {
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(bytes);
            byte[] value =
                    java.nio.ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
            assertThat(head.checksumCRC32())
                    .isEqualTo(java.util.Base64.getEncoder().encodeToString(value));
            HeadObjectResponse part =
                    s3.headObject(r -> r.bucket(bucket).key("k").partNumber(1).checksumMode(ChecksumMode.ENABLED));
            assertThat(part.checksumCRC32()).isEqualTo(parts.getFirst().checksumCRC32());
            assertThat(part.partsCount()).isEqualTo(3);
        } else if (checksum.endsWith("COMPOSITE")) {
            assertThat(String.valueOf(head.checksumCRC32()) + head.checksumSHA256())
                    .contains("-3");
        }
        assertThat(s3.getObjectAttributes(r -> r.bucket(bucket)
                                .key("k")
                                .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.OBJECT_SIZE))
                        .objectParts()
                        .totalPartsCount())
                .isEqualTo(3);
    }

    @Test
    void whatIsWrongWithPartsIsSaidInS3sWords() {
        String id = s3.createMultipartUpload(r -> r.bucket(bucket).key("k")).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int n = number;
            String etag = s3.uploadPart(
                            r -> r.bucket(bucket).key("k").uploadId(id).partNumber(n), RequestBody.fromString("small"))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(n).eTag(etag).build());
        }
        refused("EntityTooSmall", () -> complete(id, parts));
        refused(
                "InvalidPart",
                () -> complete(
                        id,
                        List.of(CompletedPart.builder().partNumber(7).eTag("x").build())));
        refused(
                "InvalidArgument",
                () -> s3.uploadPart(
                        r -> r.bucket(bucket).key("k").uploadId(id).partNumber(10_001), RequestBody.fromString("")));
        s3.abortMultipartUpload(r -> r.bucket(bucket).key("k").uploadId(id));
        refused("NoSuchUpload", () -> complete(id, parts));
    }

    @Test
    void copiesAreMade() {
        s3.putObject(
                r -> r.bucket(bucket).key("ä b").metadata(Map.of("a", "b")).tagging("t=1"),
                RequestBody.fromString("hello"));
        s3.copyObject(r -> r.sourceBucket(bucket)
                .sourceKey("ä b")
                .destinationBucket(bucket)
                .destinationKey("copy"));
        assertThat(s3.headObject(r -> r.bucket(bucket).key("copy")).metadata()).containsEntry("a", "b");
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("copy")).tagSet())
                .containsExactly(Tag.builder().key("t").value("1").build());
        s3.copyObject(r -> r.sourceBucket(bucket)
                .sourceKey("copy")
                .destinationBucket(bucket)
                .destinationKey("copy")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("c", "d")));
        assertThat(s3.headObject(r -> r.bucket(bucket).key("copy")).metadata()).isEqualTo(Map.of("c", "d"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("copy")).asUtf8String())
                .isEqualTo("hello");
        refused(
                "InvalidRequest",
                () -> s3.copyObject(r -> r.sourceBucket(bucket)
                        .sourceKey("copy")
                        .destinationBucket(bucket)
                        .destinationKey("copy")));
        String id = s3.createMultipartUpload(r -> r.bucket(bucket).key("parts")).uploadId();
        String etag = s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                        .sourceKey("copy")
                        .destinationBucket(bucket)
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(1)
                        .copySourceRange("bytes=1-3"))
                .copyPartResult()
                .eTag();
        s3.completeMultipartUpload(r -> r.bucket(bucket)
                .key("parts")
                .uploadId(id)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key("parts")).asUtf8String())
                .isEqualTo("ell");
    }

    @Test
    void tagsAndConfigurationsAreKept() {
        s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString(""));
        Tagging tags = Tagging.builder()
                .tagSet(Tag.builder().key("ä b").value("c&d").build())
                .build();
        s3.putObjectTagging(r -> r.bucket(bucket).key("k").tagging(tags));
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet()).isEqualTo(tags.tagSet());
        assertThat(s3.getObject(r -> r.bucket(bucket).key("k")).response().tagCount())
                .isEqualTo(1);
        s3.deleteObjectTagging(r -> r.bucket(bucket).key("k"));
        assertThat(s3.getObjectTagging(r -> r.bucket(bucket).key("k")).tagSet()).isEmpty();
        s3.putBucketTagging(r -> r.bucket(bucket).tagging(tags));
        assertThat(s3.getBucketTagging(r -> r.bucket(bucket)).tagSet()).isEqualTo(tags.tagSet());
        s3.putBucketNotificationConfiguration(r -> r.bucket(bucket)
                .notificationConfiguration(n -> n.queueConfigurations(q -> q.queueArn("arn:quern:trigger:::thumbs")
                        .events(Event.S3_OBJECT_CREATED)
                        .filter(f -> f.key(
                                k -> k.filterRules(rule -> rule.name("prefix").value("in/")))))));
        var kept = s3.getBucketNotificationConfiguration(r -> r.bucket(bucket));
        assertThat(kept.queueConfigurations().getFirst().queueArn()).isEqualTo("arn:quern:trigger:::thumbs");
        assertThat(kept.queueConfigurations().getFirst().filter().key().filterRules())
                .hasSize(1);
        refused("NoSuchLifecycleConfiguration", () -> s3.getBucketLifecycleConfiguration(r -> r.bucket(bucket)));
        assertThat(s3.getBucketVersioning(r -> r.bucket(bucket)).status()).isNull();
    }

    @Test
    void bucketsAreMadeListedAndRemoved() {
        assertThat(s3.listBuckets().buckets()).extracting("name").containsExactly(bucket);
        refused("BucketAlreadyOwnedByYou", () -> s3.createBucket(r -> r.bucket(bucket)));
        try (S3Client other = server.client(server.developer())) {
            assertThat(other.listBuckets().buckets()).isEmpty();
            refused("BucketAlreadyExists", () -> other.createBucket(r -> r.bucket(bucket)));
            refused("AccessDenied", () -> other.listObjectsV2(r -> r.bucket(bucket)));
        }
        s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString(""));
        refused("BucketNotEmpty", () -> s3.deleteBucket(r -> r.bucket(bucket)));
        s3.deleteObject(r -> r.bucket(bucket).key("k"));
        s3.deleteBucket(r -> r.bucket(bucket));
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket(bucket))).isInstanceOf(NoSuchBucketException.class);
        refused("NoSuchBucket", () -> s3.listObjectsV2(r -> r.bucket("no-such-bucket")));
    }

    @Test
    void aPresignedAddressWorksForWhomeverUntilItExpires() throws Exception {
        try (S3Presigner presigner = server.presigner(credentials);
                HttpClient http = HttpClient.newHttpClient()) {
            URI put = presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(r -> r.bucket(bucket).key("p q/ü")))
                    .url()
                    .toURI();
            HttpRequest upload = HttpRequest.newBuilder(put)
                    .PUT(HttpRequest.BodyPublishers.ofString("signed"))
                    .build();
            assertThat(send(http, upload).statusCode()).isEqualTo(200);
            URI get = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket(bucket).key("p q/ü").responseContentType("x/y")))
                    .url()
                    .toURI();
            HttpResponse<String> got = send(http, HttpRequest.newBuilder(get).build());
            assertThat(got.body()).isEqualTo("signed");
            assertThat(got.headers().firstValue("content-type")).contains("x/y");
            assertThat(send(http, HttpRequest.newBuilder(URI.create(get + "0")).build())
                            .body())
                    .contains("<Code>SignatureDoesNotMatch</Code>");
            server.aheadSeconds.set(600);
            try {
                assertThat(send(http, HttpRequest.newBuilder(get).build()).body())
                        .contains("<Code>AccessDenied</Code>", "expired");
            } finally {
                server.aheadSeconds.set(0);
            }
        }
    }

    @Test
    void aBucketsNameMayStandInTheHost() throws Exception {
        s3.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("hosted"));
        try (S3Presigner presigner = S3Presigner.builder()
                        .endpointOverride(URI.create("http://s3.localhost:" + server.url.getPort()))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(credentials.aws()))
                        .build();
                Socket socket = new Socket("127.0.0.1", server.url.getPort())) {
            URI get = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket(bucket).key("k")))
                    .url()
                    .toURI();
            assertThat(get.getHost()).isEqualTo(bucket + ".s3.localhost");
            socket.getOutputStream()
                    .write(("GET " + get.getRawPath() + "?" + get.getRawQuery() + " HTTP/1.1\r\nHost: "
                                    + get.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("hosted");
        }
    }

    @Test
    void aClockThatIsWrongIsToldSo() {
        server.aheadSeconds.set(16 * 60);
        try {
            refused("RequestTimeTooSkewed", () -> s3.listBuckets());
        } finally {
            server.aheadSeconds.set(0);
        }
    }

    private void complete(String id, List<CompletedPart> parts) {
        s3.completeMultipartUpload(r -> r.bucket(bucket).key("k").uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    private byte[] range(String range) {
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key("k").range(range)).asByteArray();
    }

    private void missing(String key) {
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket(bucket).key(key))).isInstanceOf(NoSuchKeyException.class);
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void refused(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
