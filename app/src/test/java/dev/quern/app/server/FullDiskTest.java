package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A whole server whose disks run full, first the objects', then the database's too. */
class FullDiskTest {
    private static final Duration MENDED = Duration.ofMinutes(1);
    private static final String BUCKET = "full";
    private static final int PART = 5 << 20;
    private static final String UPLOADS = "/v2/default/full/blobs/uploads/";

    @TempDir
    Path directory;

    @Test
    void whatIsRefusedLeavesNothingAndIsTakenWhenThereIsRoomAgain() throws Exception {
        try (FaultyStore store = new FaultyStore(directory);
                SmallDisk disk = SmallDisk.mount(directory.resolve("data"), 128);
                UpProcess up = UpProcess.start(disk.directory(), store.use(disk.directory()));
                S3Client s3 = S3.client(disk.directory())) {
            Clients clients = new Clients(disk.directory(), up, s3);
            s3.createBucket(r -> r.bucket(BUCKET));
            clients.put("whole", 100_000);
            String upload =
                    s3.createMultipartUpload(r -> r.bucket(BUCKET).key("parts")).uploadId();
            String first = clients.part(upload, 1, PART);
            theObjectsDiskIsFull(disk, clients, upload);
            theDatabasesIsToo(store, clients);
            store.empty();
            disk.empty();
            await().atMost(MENDED).until(() -> !fails(() -> clients.put("other", PART)));
            clients.complete(upload, first, clients.part(upload, 2, 1000));
            assertThat(clients.size("parts")).isEqualTo(PART + 1000);
            clients.copy("parts", "copy");
            assertThat(clients.size("copy")).isEqualTo(PART + 1000);
            assertThat(clients.push(bytes(PART)).statusCode()).isEqualTo(201);
        }
    }

    private static void theObjectsDiskIsFull(SmallDisk disk, Clients clients, String upload) throws Exception {
        List<Path> before = clients.files();
        disk.fill();
        clients.pushIsRefused();
        refused(() -> clients.put("other", PART));
        refused(() -> clients.part(upload, 2, PART));
        disk.fillNames();
        assertThat(clients.push(bytes(10)).statusCode()).isEqualTo(507);
        refused(() -> clients.put("other", PART));
        refused(() -> clients.copy("whole", "copy"));
        assertThat(clients.files()).isEqualTo(before);
        clients.put("small", 1000);
        assertThat(clients.size("whole")).isEqualTo(100_000);
    }

    private static void theDatabasesIsToo(FaultyStore store, Clients clients) throws Exception {
        store.fill();
        await().atMost(MENDED).until(() -> fails(() -> clients.put("small", 16_000)));
        assertThat(fails(() -> clients.put("whole", 200_000))).isTrue();
        assertThat(clients.size("whole")).isEqualTo(100_000);
    }

    private static void refused(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(507);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InsufficientStorage");
        });
    }

    private interface Work {
        void run();
    }

    private static boolean fails(Work work) {
        try {
            work.run();
            return false;
        } catch (S3Exception e) {
            assertThat(e.awsErrorDetails().errorCode()).isIn("InsufficientStorage", "SlowDown");
            return true;
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** What clients of the server do. */
    private record Clients(Path data, UpProcess up, S3Client s3) {
        /** A blob of which a part came already; what came is gone with it. */
        void pushIsRefused() throws Exception {
            String at = location(up.send("POST", UPLOADS, BodyPublishers.noBody()));
            HttpResponse<String> refused = up.send("PATCH", at, BodyPublishers.ofByteArray(bytes(PART)));
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("{\"errors\":[{\"code\":\"UNKNOWN\"", "disk");
            assertThat(up.send("GET", at, BodyPublishers.noBody()).statusCode()).isEqualTo(404);
        }

        HttpResponse<String> push(byte[] blob) throws Exception {
            HttpResponse<String> begun = up.send("POST", UPLOADS, BodyPublishers.noBody());
            if (begun.statusCode() != 202) {
                return begun;
            }
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
            return up.send("PUT", location(begun) + "?digest=sha256:" + digest, BodyPublishers.ofByteArray(blob));
        }

        private static String location(HttpResponse<String> begun) {
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            return URI.create(begun.headers().firstValue("Location").orElseThrow())
                    .getPath();
        }

        void put(String key, int length) {
            s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes(length)));
        }

        String part(String upload, int number, int length) {
            return s3.uploadPart(
                            r -> r.bucket(BUCKET).key("parts").uploadId(upload).partNumber(number),
                            RequestBody.fromBytes(bytes(length)))
                    .eTag();
        }

        void complete(String upload, String... etags) {
            CompletedPart[] parts = new CompletedPart[etags.length];
            for (int i = 0; i < etags.length; i++) {
                parts[i] =
                        CompletedPart.builder().partNumber(i + 1).eTag(etags[i]).build();
            }
            s3.completeMultipartUpload(
                    r -> r.bucket(BUCKET).key("parts").uploadId(upload).multipartUpload(m -> m.parts(parts)));
        }

        void copy(String from, String to) {
            s3.copyObject(r -> r.sourceBucket(BUCKET)
                    .sourceKey(from)
                    .destinationBucket(BUCKET)
                    .destinationKey(to));
        }

        long size(String key) {
            return s3.headObject(r -> r.bucket(BUCKET).key(key)).contentLength();
        }

        /** All that is stored for objects and uploads. */
        List<Path> files() throws IOException {
            try (Stream<Path> objects = Files.walk(data.resolve("objects"));
                    Stream<Path> uploads = Files.walk(data.resolve("uploads"))) {
                return Stream.concat(objects, uploads)
                        .filter(Files::isRegularFile)
                        .sorted()
                        .toList();
            }
        }
    }
}
