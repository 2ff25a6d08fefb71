package dev.quern.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What nobody's SDK would send. */
@ExtendWith(S3TestServer.Shared.class)
class BadRequestTest {
    private final S3TestServer server;
    private final S3TestServer.Credentials credentials;
    private final S3Client s3;
    private final String bucket = S3TestServer.bucket();

    BadRequestTest(S3TestServer server) {
        this.server = server;
        this.credentials = server.developer();
        this.s3 = server.client(credentials);
        s3.createBucket(r -> r.bucket(bucket));
    }

    @Test
    void withoutASignatureThereIsNothing() throws Exception {
        for (String path : new String[] {"/", "/" + bucket, "/" + bucket + "/k", "/no-such-bucket/k"}) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).contains("AccessDenied").contains("403");
        }
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void aLengthOfFiveTerabytesIsRefusedBeforeItIsRead() throws Exception {
        URI put = presignedPut("k");
        String answer = raw("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: "
                + put.getAuthority() + "\r\nContent-Length: 5497558138880\r\nConnection: close\r\n\r\n");
        assertThat(answer).contains("<Code>EntityTooLarge</Code>");
    }

    @Test
    void aBodyThatIsCutShortStoresNothing() throws Exception {
        URI put = presignedPut("cut");
        try (Socket socket = new Socket("127.0.0.1", server.url.getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: "
                                    + put.getAuthority() + "\r\nContent-Length: 100\r\n\r\nonly this")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).doesNotContain("200 OK");
        }
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void malformedDocumentsAreToldSo() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                S3Presigner presigner = server.presigner(credentials)) {
            String id = s3.createMultipartUpload(r -> r.bucket(bucket).key("k")).uploadId();
            URI complete = presigner
                    .presignCompleteMultipartUpload(p -> p.signatureDuration(java.time.Duration.ofMinutes(1))
                            .completeMultipartUploadRequest(
                                    r -> r.bucket(bucket).key("k").uploadId(id)))
                    .url()
                    .toURI();
            for (String body : new String[] {
                "",
                "<",
                "<Other/>",
                "<CompleteMultipartUpload/>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
                "<a>".repeat(1000)
            }) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(complete)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).as(body).contains("<Code>MalformedXML</Code>");
                assertThat(answer.statusCode()).isEqualTo(400);
            }
        }
    }

    @Test
    void anInvokerReadsWhatAPolicyGrantsAndNothingElse() {
        S3TestServer.Credentials invoker = server.credentials(Role.INVOKER, server.quern.namespace());
        s3.putObject(r -> r.bucket(bucket).key("in/a"), RequestBody.fromString("granted"));
        s3.putObject(r -> r.bucket(bucket).key("out/a"), RequestBody.fromString("hidden"));
        try (S3Client client = server.client(invoker)) {
            denied(() -> client.getObjectAsBytes(r -> r.bucket(bucket).key("in/a")));
            s3.putBucketPolicy(r -> r.bucket(bucket)
                    .policy("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                            + invoker.id() + "\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::" + bucket
                            + "/in/*\"}]}"));
            assertThat(client.getObjectAsBytes(r -> r.bucket(bucket).key("in/a"))
                            .asUtf8String())
                    .isEqualTo("granted");
            denied(() -> client.getObjectAsBytes(r -> r.bucket(bucket).key("out/a")));
            denied(() -> client.putObject(r -> r.bucket(bucket).key("in/a"), RequestBody.fromString("")));
            denied(() -> client.createBucket(r -> r.bucket(S3TestServer.bucket())));
            s3.deleteBucketPolicy(r -> r.bucket(bucket));
            denied(() -> client.getObjectAsBytes(r -> r.bucket(bucket).key("in/a")));
        }
    }

    @Test
    void aKeyThatWasRemovedSignsNoMore() {
        S3TestServer.Credentials gone = server.credentials(Role.ADMIN, "");
        try (S3Client client = server.client(gone)) {
            assertThat(client.listBuckets().buckets()).isNotEmpty();
            server.quern.store.keys().remove(gone.id());
            server.quern.routing.refreshKey(gone.id());
            org.assertj.core.api.Assertions.assertThatThrownBy(client::listBuckets)
                    .hasMessageContaining("does not exist in our records");
        }
    }

    private static void denied(Runnable work) {
        org.assertj.core.api.Assertions.assertThatThrownBy(work::run).hasMessageContaining("Access Denied");
    }

    private URI presignedPut(String key) throws Exception {
        try (S3Presigner presigner = server.presigner(credentials)) {
            return presigner
                    .presignPutObject(p -> p.signatureDuration(java.time.Duration.ofMinutes(1))
                            .putObjectRequest(r -> r.bucket(bucket).key(key)))
                    .url()
                    .toURI();
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.url.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
