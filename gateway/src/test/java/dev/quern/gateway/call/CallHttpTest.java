package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.admission.Limits;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallHttpTest {
    @TempDir
    static Path directory;

    static TestServer server;
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 100));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theBodyIsStdinAndStdoutIsTheAnswer() throws Exception {
        server.deploy("cat", "cat");
        HttpResponse<String> answer = post("cat", "hello");
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Quern-Call-Id")).isPresent();

        assertThat(answer.headers().firstValue("Server-Timing").orElseThrow())
                .matches("queue;dur=[0-9.]+, sandbox;dur=[0-9.]+, run;dur=[0-9.]+");
    }

    @Test
    void aFailureBeforeTheFirstByteIsAnErrorWithExitCodeAndStderr() throws Exception {
        server.deploy("fail", "sh", "-c", "echo broken >&2; exit 3");
        HttpResponse<String> answer = post("fail", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("\"code\":\"function_failed\"", "\"exitCode\":3", "\"stderrTail\":\"broken\\n\"");
    }

    static HttpResponse<String> post(String function, String body) throws Exception {
        return post(server, function, body);
    }

    /** @param function its name, and a query if need be */
    static HttpResponse<String> post(TestServer server, String function, String body) throws Exception {
        String[] parts = function.split("\\?", 2);
        return postTo(server, TestServer.path(parts[0]) + (parts.length > 1 ? "?" + parts[1] : ""), body);
    }

    static HttpResponse<String> postTo(TestServer server, String path, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                        .header("Authorization", "Bearer " + TestServer.KEY)
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    static HttpResponse<InputStream> get(TestServer server, String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                        .header("Authorization", "Bearer " + TestServer.KEY)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofInputStream());
    }
}
