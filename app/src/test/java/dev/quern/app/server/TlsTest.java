package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A server with a certificate of its own, made by the JDK's keytool. */
class TlsTest {
    @TempDir
    Path directory;

    private KeyStore store;
    private Path data;

    @BeforeEach
    void certificate() throws Exception {
        Path p12 = directory.resolve("own.p12");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=quern",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                p12.toString(),
                "-storepass",
                "changeit"));
        store = KeyStore.getInstance(p12.toFile(), "changeit".toCharArray());
        Path certificate = pem("CERTIFICATE", store.getCertificate("own").getEncoded());
        Path key =
                pem("PRIVATE KEY", store.getKey("own", "changeit".toCharArray()).getEncoded());
        data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("quern.properties"), "tls.cert=" + certificate + "\ntls.key=" + key + "\n");
    }

    @Test
    void bothVersionsOfHttpAnswerAndTheCommandLineTrustsTheServerOfItsMachine() throws Exception {
        UpProcess up = UpProcess.launch(data);
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(data.resolve("server.json")));
            String url = Files.readString(data.resolve("server.json")).replaceAll(".*\"url\":\"([^\"]+)\".*", "$1");
            assertThat(url).startsWith("https://");
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> answer = client(version)
                        .send(HttpRequest.newBuilder(URI.create(url + "/livez")).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(version);
            }
            assertThat(run(List.of(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.quern.app.Main",
                            "--data",
                            data.toString(),
                            "namespace",
                            "ls",
                            "-o",
                            "name")))
                    .contains("default");
        } finally {
            up.close();
        }
    }

    @Test
    void s3ClientsAreServedByTlsInBothVersionsOfHttp() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        UpProcess up = UpProcess.launch(data);
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(data.resolve("server.json")));
            assertThat(S3.url(data)).startsWith("https://");
            TrustManager[] trusted = trusting().getTrustManagers();
            SdkHttpClient sdk = UrlConnectionHttpClient.builder()
                    .tlsTrustManagersProvider(() -> trusted)
                    .build();
            try (S3Client s3 = S3.client(data, sdk)) {
                s3.createBucket(r -> r.bucket("secure"));
                s3.putObject(r -> r.bucket("secure").key("sdk"), RequestBody.fromBytes(bytes));
                assertThat(s3.getObjectAsBytes(r -> r.bucket("secure").key("sdk"))
                                .asByteArray())
                        .isEqualTo(bytes);
            }
            for (HttpClient.Version version : HttpClient.Version.values()) {
                presigned(client(version), version, bytes);
            }
        } finally {
            up.close();
        }
    }

    private void presigned(HttpClient client, HttpClient.Version version, byte[] bytes) throws Exception {
        try (S3Presigner presigner = S3.presigner(data)) {
            Duration hour = Duration.ofHours(1);
            URI put = presigner
                    .presignPutObject(r -> r.signatureDuration(hour)
                            .putObjectRequest(o -> o.bucket("secure").key(version.name())))
                    .url()
                    .toURI();
            HttpResponse<String> stored = client.send(
                    HttpRequest.newBuilder(put)
                            .PUT(BodyPublishers.ofByteArray(bytes))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            assertThat(stored.version()).isEqualTo(version);
            URI get = presigner
                    .presignGetObject(r -> r.signatureDuration(hour)
                            .getObjectRequest(o -> o.bucket("secure").key(version.name())))
                    .url()
                    .toURI();
            HttpResponse<byte[]> got = client.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofByteArray());
            assertThat(got.version()).isEqualTo(version);
            assertThat(got.body()).isEqualTo(bytes);
        }
    }

    private TrustManagerFactory trusting() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", store.getCertificate("own"));
        trust.init(trusted);
        return trust;
    }

    private HttpClient client(HttpClient.Version version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusting().getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private Path pem(String what, byte[] der) throws IOException {
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
        return Files.writeString(directory.resolve(what.replace(' ', '-') + ".pem"), text);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
