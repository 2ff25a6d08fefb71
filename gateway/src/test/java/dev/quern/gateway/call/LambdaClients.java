package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Grants;
import dev.quern.core.function.Launch;
import dev.quern.core.function.Serving;
import dev.quern.core.value.DataSize;
import dev.quern.node.ImageSource;
import dev.quern.node.admission.Limits;
import dev.quern.node.server.ServerState;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of an image of AWS Lambda whichever official runtime client is in it; see samples/lambda-python. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LambdaClients {
    static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIX_MIB = 6 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String sample;
    private final DataSize memory;
    private final String errorType;
    TestServer server;
    ImageSource.Ready image;

    LambdaClients(String sample, int mebibytes, String errorType) {
        this.sample = sample;
        this.memory = DataSize.ofMebibytes(mebibytes);
        this.errorType = errorType;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        image = LambdaImage.of(sample, directory);
        server = new TestServer(directory, new Limits(2, 100));
        deploy("f", LONG, 1, Launch.IMAGE, List.of(), Map.of());
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    void deploy(
            String name,
            Duration timeout,
            int most,
            Launch launch,
            List<String> command,
            Map<String, String> environment) {
        server.put(
                name,
                image,
                new FunctionConfig(
                        Contract.LAMBDA,
                        command,
                        Fresh.NONE,
                        Optional.empty(),
                        memory,
                        timeout,
                        1,
                        0,
                        most,
                        100,
                        environment,
                        List.of(),
                        Map.of(),
                        new Serving(8080, Optional.empty(), LONG, false),
                        Grants.NONE,
                        List.of(),
                        launch));
    }

    HttpRequest.Builder request(String function, String event) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + TestServer.path(function)))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .timeout(LONG)
                .POST(BodyPublishers.ofString(event));
    }

    HttpResponse<String> call(String function, String event) throws Exception {
        return client.send(request(function, event).build(), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(String function, String event) throws Exception {
        return client.send(request(function, event).build(), BodyHandlers.ofInputStream());
    }

    CompletableFuture<HttpResponse<String>> begin(String function, String event) {
        return client.sendAsync(request(function, event).build(), BodyHandlers.ofString());
    }

    @Test
    void anEventIsAnswered() throws Exception {
        for (String data : List.of("{\"a\":[1,\"zwei\",null]}", "\"ö €\"", "17", "null")) {
            HttpResponse<String> response = call("f", "{\"do\":\"echo\",\"data\":" + data + "}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(response.body()
                            .replace(": ", ":")
                            .replace(", ", ",")
                            .replace("\\u00f6", "ö")
                            .replace("\\u20ac", "€"))
                    .isEqualTo(data);
        }
    }

    @Test
    void anInstanceServesOneCallAfterTheOther() throws Exception {
        String first = call("f", "{\"do\":\"pid\"}").body();
        for (int i = 0; i < 20; i++) {
            assertThat(call("f", "{\"do\":\"pid\"}").body()).isEqualTo(first);
        }
    }

    @Test
    void theContextIsTheCalls() throws Exception {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        HttpResponse<String> response = client.send(
                request("f", "{\"do\":\"context\"}")
                        .header("X-Amzn-Trace-Id", trace)
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body())
                .contains(
                        response.headers().firstValue("Quern-Call-Id").orElseThrow(),
                        "arn:aws:lambda:quern:000000000000:function:f:7",
                        trace,
                        Long.toString(memory.bytes() >> 20));
    }

    @Test
    void anErrorIsToldWithItsTypeAndTheInstanceGoesOn() throws Exception {
        String pid = call("f", "{\"do\":\"pid\"}").body();
        HttpResponse<String> response = call("f", "{\"do\":\"error\"}");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.headers().firstValue("Quern-Function-Error")).contains("Unhandled");
        assertThat(response.body())
                .contains("function_failed", "The function failed: " + errorType + ": told so")
                .contains("\"functionError\":{")
                .contains("\"errorType\"");
        assertThat(call("f", "{\"do\":\"pid\"}").body()).isEqualTo(pid);
    }

    @Test
    void aCallThatLastsTooLongEndsWithItsInstance() throws Exception {
        deploy("late", Duration.ofSeconds(4), 1, Launch.IMAGE, List.of(), Map.of());
        await().atMost(LONG).until(() -> call("late", "{\"do\":\"pid\"}").statusCode() == 200);
        UUID before = state("late").instances().getFirst().id();
        HttpResponse<String> response = call("late", "{\"do\":\"sleep\",\"n\":60000}");
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).contains("deadline_exceeded");
        await().atMost(LONG).until(() -> call("late", "{\"do\":\"pid\"}").statusCode() == 200);
        assertThat(state("late").instances()).isNotEmpty().noneMatch(i -> i.id().equals(before));
    }

    private ServerState state(String function) {
        return Objects.requireNonNull(server.node.servers().get("default/" + function + "@7"));
    }

    @Test
    void aCrashIsToldAndTheNextCallServed() throws Exception {
        HttpResponse<String> response = call("f", "{\"do\":\"exit\"}");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("exited with 3");
        assertThat(call("f", "{\"do\":\"pid\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void aCrashTakesNoNeighboursCallWithIt() throws Exception {
        deploy("pair", LONG, 2, Launch.IMAGE, List.of(), Map.of());
        CompletableFuture<HttpResponse<String>> slow = begin("pair", "{\"do\":\"sleep\",\"n\":2000}");
        CompletableFuture<HttpResponse<String>> crash = begin("pair", "{\"do\":\"exit\"}");
        assertThat(crash.get().statusCode()).isEqualTo(502);
        assertThat(slow.get().body()).isEqualTo("\"slept\"");
    }

    @Test
    void sixMebibytesPassBothWaysAndNoMore() throws Exception {
        String data = "x".repeat(SIX_MIB - 100);
        HttpResponse<String> there = call("f", "{\"do\":\"echo\",\"data\":\"" + data + "\"}");
        assertThat(there.statusCode()).isEqualTo(200);
        assertThat(there.body()).isEqualTo("\"" + data + "\"");
        assertThat(call("f", "{\"do\":\"big\",\"n\":" + (SIX_MIB - 2) + "}").body())
                .hasSize(SIX_MIB);
        HttpResponse<String> large = call("f", "{\"do\":\"big\",\"n\":" + (SIX_MIB + 200) + "}");
        assertThat(large.statusCode()).isEqualTo(502);
        assertThat(large.body()).contains("Function.ResponseSizeTooLarge");
        HttpResponse<String> refused = call("f", "\"" + "x".repeat(SIX_MIB) + "\"");
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("body_too_large", "6 MiB");
        await().atMost(LONG).until(() -> call("f", "{\"do\":\"pid\"}").statusCode() == 200);
    }

    /** Status and headers of a streamed answer, and that its parts do not wait for each other. */
    void assertStreams(String function) throws Exception {
        HttpResponse<InputStream> response = stream(function, "{\"do\":\"http\",\"n\":700}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(response.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        try (InputStream in = response.body()) {
            assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("part ");
            assertThat(state(function).instances())
                    .anySatisfy(i -> assertThat(i.running()).isEqualTo(1));
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("part part ");
        }
    }

    /** An answer that fails behind its first byte is not taken for a whole one. */
    void assertBreaksOff(String function) throws Exception {
        HttpResponse<InputStream> response = stream(function, "{\"do\":\"halfway\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        try (InputStream in = response.body()) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        await().atMost(LONG).until(() -> call(function, "{\"do\":\"pid\"}").statusCode() < 300);
    }
}
