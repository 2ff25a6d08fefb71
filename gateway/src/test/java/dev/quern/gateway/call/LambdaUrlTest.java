package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Serving;
import dev.quern.core.value.DataSize;
import dev.quern.node.admission.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to paths of a function with the contract lambda, as to a function URL of AWS; see samples/lambda-python. */
class LambdaUrlTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    static TestServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = new TestServer(directory, new Limits(2, 100));
        FunctionConfig d = FunctionConfig.defaults();
        server.put(
                "url",
                LambdaImage.of("lambda-python", directory),
                new FunctionConfig(
                        Contract.LAMBDA,
                        List.of(),
                        Fresh.NONE,
                        Optional.empty(),
                        DataSize.ofMebibytes(128),
                        LONG,
                        1,
                        0,
                        2,
                        d.queue(),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Serving.DEFAULT));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/fn/default/url" + path))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .timeout(LONG);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aRequestIsAnEventOfFormatTwo() throws Exception {
        HttpResponse<String> response = send(request("/event?a=1&b=%20x&a=2")
                .header("X-Own", "1")
                .header("X-Own", "2")
                .header("X-Forwarded-Prefix", "/other")
                .header("Cookie", "c=1; d=2")
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"ö\":1}")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body().replace("\\u00f6", "ö"))
                .contains("\"version\": \"2.0\"", "\"rawPath\": \"/event\"")
                .contains("\"rawQueryString\": \"a=1&b=%20x&a=2\"")
                .contains("\"queryStringParameters\": {\"a\": \"1,2\", \"b\": \" x\"}")
                .contains("\"cookies\": [\"c=1\", \"d=2\"]", "\"x-own\": \"1,2\"")
                .contains("\"method\": \"PATCH\"", "\"sourceIp\": \"127.0.0.1\"")
                .contains("\"body\": \"{\\\"ö\\\":1}\", \"isBase64Encoded\": false")
                .contains(response.headers().firstValue("Quern-Call-Id").orElseThrow())
                .doesNotContain(TestServer.KEY + "\"", "uthorization", "/other");
    }

    @Test
    void statusHeadersCookiesAndBodyAreTheFunctions() throws Exception {
        HttpResponse<String> text =
                send(request("/echo").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("grüße")));
        assertThat(text.statusCode()).isEqualTo(201);
        assertThat(text.body()).isEqualTo("grüße");
        assertThat(text.headers().firstValue("Content-Type")).contains("application/x-own");
        assertThat(text.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2; Path=/");
        byte[] bytes = new byte[200_000];
        new java.util.Random(1).nextBytes(bytes);
        HttpResponse<byte[]> binary = client.send(
                request("/echo").PUT(BodyPublishers.ofByteArray(bytes)).build(), BodyHandlers.ofByteArray());
        assertThat(binary.body()).isEqualTo(bytes);
    }

    @Test
    void whatWouldEndALineIsNoHeader() throws Exception {
        HttpResponse<String> response = send(request("/bad"));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("control character");
        assertThat(response.headers().firstValue("c")).isEmpty();
    }

    @Test
    void anErrorIsABadGateway() throws Exception {
        HttpResponse<String> response = send(request("/broken"));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("Told: /broken");
    }

    @Test
    void whatIsTooLargeAsAnEventIsRefused() throws Exception {
        assertThat(send(request("/echo").POST(BodyPublishers.ofByteArray(new byte[5 << 20])))
                        .statusCode())
                .isEqualTo(413);
    }
}
