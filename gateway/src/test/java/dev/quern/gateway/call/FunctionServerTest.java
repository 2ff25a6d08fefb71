package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.function.Serving;
import dev.quern.core.name.FunctionName;
import dev.quern.node.admission.Limits;
import dev.quern.node.server.ServerState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to servers in real sandboxes, good ones and bad ones; see gateway/src/test/c/server.c. */
class FunctionServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    static TestServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer(directory, new Limits(2, 100));
        server.serve("web", LONG, 50, 2, 100, Serving.DEFAULT, "server");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void methodPathQueryHeadersAndHostReachTheServer() throws Exception {
        HttpResponse<String> response = send(request("web", "/head/a%20b//c/..;v=1?q=%2F&r")
                .method("PROPFIND", BodyPublishers.noBody())
                .header("X-Own", "1"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("PROPFIND /head/a%20b//c/..;v=1?q=%2F&r HTTP/1.1\n")
                .contains("X-Own: 1\n", "Host: 127.0.0.1:" + server.port + "\n", "X-Forwarded-For: 127.0.0.1\n")
                .contains("Quern-Call-Id: "
                        + response.headers().firstValue("Quern-Call-Id").orElseThrow());
    }

    @Test
    void thePlatformsKeyNeverReachesTheServer() throws Exception {
        assertThat(send(request("web", "/head")).body())
                .doesNotContainIgnoringCase("authorization")
                .doesNotContain(TestServer.KEY + "\n");
    }

    /** The server would sleep that many milliseconds before it listens. */
    @Test
    void argumentsOfACallAreNoneOfTheServersOwn() throws Exception {
        server.serve("unmoved", LONG, 1, 1, 100, Serving.DEFAULT, "server");
        HttpResponse<String> answer = send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + TestServer.path("unmoved") + "?arg=600000"))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .POST(BodyPublishers.noBody()));
        assertThat(answer.body()).contains("closed the connection without an answer");
    }

    @Test
    void nobodyBelievesAClientThatACallIsATask() throws Exception {
        assertThat(send(request("web", "/head")
                                .header("Quern-Task-Id", "made-up")
                                .header("quern-attempt", "2"))
                        .body())
                .doesNotContainIgnoringCase("quern-task-id")
                .doesNotContainIgnoringCase("quern-attempt");
    }

    @Test
    void bodiesOfEveryFramingComeBack() throws Exception {
        for (int size : new int[] {0, 1, 1000, 70_000, 150_000}) {
            byte[] body = new byte[size];
            new java.util.Random(size).nextBytes(body);
            assertThat(bytes(request("web", "/echo").POST(BodyPublishers.ofByteArray(body))))
                    .as(size + " with a length")
                    .isEqualTo(body);
            assertThat(bytes(request("web", "/echo")
                            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))))
                    .as(size + " in chunks")
                    .isEqualTo(body);
        }
    }

    /** By curl, which reads while it sends; others send all first, and then nobody would go on. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 50000000", "Transfer-Encoding: chunked"})
    void longBodiesStreamBothWays(String framing, @TempDir Path files) throws Exception {
        byte[] body = new byte[50_000_000];
        new java.util.Random(1).nextBytes(body);
        Path sent = Files.write(files.resolve("sent"), body);
        Path received = files.resolve("received");
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "-H",
                        "Authorization: Bearer " + TestServer.KEY,
                        "-H",
                        framing,
                        "-H",
                        "Expect:",
                        "--data-binary",
                        "@" + sent,
                        "-o",
                        received.toString(),
                        "http://127.0.0.1:" + server.port + "/fn/default/web/echo")
                .start();
        assertThat(curl.waitFor()).isZero();
        assertThat(Files.mismatch(sent, received)).isEqualTo(-1);
    }

    @Test
    void statusesPassAsTheyAre() throws Exception {
        for (int status : new int[] {200, 204, 304, 404, 418, 500, 503}) {
            assertThat(send(request("web", "/status/" + status)).statusCode()).isEqualTo(status);
        }
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpResponse<String> response = send(request("web", "/head").method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aLongAnswerStreams() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("web", "/bytes/300000000").build(), BodyHandlers.ofInputStream());
        long total = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = response.body()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
            }
        }
        assertThat(total).isEqualTo(300_000_000);
    }

    @Test
    void connectionsAndTheProcessAreKept() throws Exception {
        String first = send(request("web", "/pid")).body();
        for (int i = 0; i < 20; i++) {
            assertThat(send(request("web", "/pid")).body()).isEqualTo(first);
        }
    }

    @Test
    void manyCallsAtOnceShareAnInstance() throws Exception {
        send(request("web", "/pid"));
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(client.sendAsync(request("web", "/sleep/300").build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> one : all) {
            assertThat(one.get().body()).isEqualTo("slept");
        }
    }

    @Test
    void callsThatWaitGetAnotherInstance() {
        server.serve("single", LONG, 1, 3, 100, Serving.DEFAULT, "server");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(client.sendAsync(request("single", "/sleep/400").build(), BodyHandlers.ofString()));
        }
        all.forEach(one -> assertThat(one.join().body()).isEqualTo("slept"));
        assertThat(state("single").instances()).hasSizeBetween(2, 3);
    }

    @Test
    void aFullQueueRefuses() {
        server.serve("narrow", LONG, 1, 1, 1, Serving.DEFAULT, "server");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(client.sendAsync(request("narrow", "/sleep/500").build(), BodyHandlers.ofString()));
        }
        List<Integer> statuses =
                all.stream().map(one -> one.join().statusCode()).toList();
        assertThat(statuses).contains(200, 429);
        HttpResponse<String> refused = all.stream()
                .map(CompletableFuture::join)
                .filter(r -> r.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.body()).contains("function-queue");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void badAnswersAreBadGateways() throws Exception {
        for (String raw : List.of(
                "garbage%0d%0a%0d%0a",
                "HTTP/1.1%20200%20OK%0d%0aContent-Length:%205%0d%0aTransfer-Encoding:%20chunked%0d%0a%0d%0a0%0d%0a%0d%0a",
                "HTTP/1.1%20200%20OK%0d%0aContent-Length:%205%0d%0aContent-Length:%206%0d%0a%0d%0ahello",
                "HTTP/1.1%20200%20OK%0d%0aTransfer-Encoding:%20gzip%0d%0a%0d%0ahello",
                "HTTP/1.1%20200%20OK%0d%0aContent-Length:%20-5%0d%0a%0d%0ahello",
                "HTTP/1.1%20200%20OK%0d%0aBad%20Name:%20x%0d%0a%0d%0a",
                "HTTP/1.1%20200%20OK%0d%0aX:%20a%0d%0a%20folded%0d%0a%0d%0a",
                "HTTP/1.1%2020%20OK%0d%0a%0d%0a",
                "HTTP/1.1%20200%20OK%0d%0aX-Cut:%20o")) {
            HttpResponse<String> response = send(request("web", "/raw/" + raw));
            assertThat(response.statusCode()).as(raw).isEqualTo(502);
            assertThat(response.body()).as(raw).contains("function_failed");
        }
        assertThat(send(request("web", "/pid")).statusCode()).isEqualTo(200);
    }

    @Test
    void twoAnswersAreOne() throws Exception {
        String two = "HTTP/1.1%20200%20OK%0d%0aContent-Length:%203%0d%0a%0d%0aone"
                + "HTTP/1.1%20200%20OK%0d%0aContent-Length:%203%0d%0a%0d%0atwo";
        for (int i = 0; i < 5; i++) {
            assertThat(send(request("web", "/raw/" + two)).body()).isEqualTo("one");
            assertThat(send(request("web", "/pid")).body()).matches("\\d+");
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        server.serve("endless", LONG, 10, 1, 10, Serving.DEFAULT, "sh", "-c", """
                while true; do
                  busybox nc -l -p $PORT -e sh -c 'echo "HTTP/1.1 200 OK"; yes "X-Long: 0123456789012345678901234567890"'
                done""");
        HttpResponse<String> response = send(request("endless", "/"));
        assertThat(response.statusCode()).isEqualTo(502);
    }

    @Test
    void aSwitchNobodyAskedForIsABadGateway() throws Exception {
        HttpResponse<String> response = send(request("web", "/upgrade"));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("nobody asked for");
    }

    @Test
    void halfAnAnswerIsNoWholeOne() {
        // The client sees a broken connection, not ten bytes and a good end.
        assertThat(client.sendAsync(request("web", "/half").build(), BodyHandlers.ofString()))
                .failsWithin(LONG)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void aSilentCloseIsABadGateway() throws Exception {
        assertThat(send(request("web", "/quiet").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(502);
    }

    @Test
    void aCallThatLastsTooLongEndsAndTheOthersGoOn() throws Exception {
        server.serve("slow", Duration.ofMillis(700), 10, 1, 10, Serving.DEFAULT, "server");
        String pid = send(request("slow", "/pid")).body();
        CompletableFuture<HttpResponse<String>> other =
                client.sendAsync(request("slow", "/sleep/400").build(), BodyHandlers.ofString());
        HttpResponse<String> late = send(request("slow", "/sleep/5000"));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("deadline_exceeded");
        assertThat(other.get().body()).isEqualTo("slept");
        assertThat(send(request("slow", "/pid")).body()).isEqualTo(pid);
    }

    @Test
    void aServerThatDiesIsReplacedAndItsCallTold() throws Exception {
        server.serve("mortal", LONG, 10, 1, 10, Serving.DEFAULT, "server");
        assertThat(send(request("mortal", "/pid")).statusCode()).isEqualTo(200);
        HttpResponse<String> response = send(request("mortal", "/die").POST(BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("exited with 3");
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(send(request("mortal", "/pid")).statusCode()).isEqualTo(200));
    }

    @Test
    void oneThatNeverListensIsSaidSoAndNotStartedAllTheTime() throws Exception {
        Serving soon = new Serving(8080, Optional.empty(), Duration.ofMillis(300), false);
        server.serve("deaf", LONG, 10, 1, 10, soon, "sleep", "1000");
        HttpResponse<String> response = send(request("deaf", "/"));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("did not listen on port 8080 within 300ms");
        await().atMost(LONG).untilAsserted(() -> {
            HttpResponse<String> again = send(request("deaf", "/"));
            assertThat(again.statusCode()).isEqualTo(503);
            assertThat(again.body()).contains("in a row");
        });
        assertThat(server.node.versions(new FunctionName("default", "deaf")).values())
                .allSatisfy(load -> assertThat(load.failure()).isPresent());
    }

    @Test
    void oneThatEndsAtOnceSaysWhy() throws Exception {
        server.serve("broken", LONG, 10, 1, 10, Serving.DEFAULT, "sh", "-c", "echo no configuration >&2; exit 7");
        HttpResponse<String> response = send(request("broken", "/"));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("exited with 7", "no configuration");
        Matcher instance = Pattern.compile("quern logs ([0-9a-f-]{36})").matcher(response.body());
        assertThat(instance.find()).isTrue();
        HttpRequest.Builder log = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + "/v1/calls/" + instance.group(1) + "/logs"))
                .header("Authorization", "Bearer " + TestServer.KEY);
        assertThat(send(log).body()).isEqualTo("no configuration\n");
    }

    @Test
    void oneThatListensLateAndOnIpv6OnlyIsFound() throws Exception {
        server.serve("late", LONG, 10, 1, 10, Serving.DEFAULT, "server", "700", "::1");
        assertThat(send(request("late", "/pid")).statusCode()).isEqualTo(200);
    }

    @Test
    void itIsReadyOnlyWhenItsPathSaysSo() throws Exception {
        Serving never = new Serving(8080, Optional.of("/status/503"), Duration.ofMillis(500), false);
        server.serve("unready", LONG, 10, 1, 10, never, "server");
        assertThat(send(request("unready", "/")).body()).contains("did not answer /status/503 with 200");
        Serving ready = new Serving(9100, Optional.of("/status/200"), LONG, false);
        server.serve("ready", LONG, 10, 1, 10, ready, "server");
        assertThat(send(request("ready", "/pid")).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayEndsItsCallAndNothingElse() throws Exception {
        String pid = send(request("web", "/pid")).body();
        try (Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.getOutputStream()
                    .write(("GET /fn/default/web/sleep/20000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + TestServer.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(LONG).until(() -> state("web").instances().stream().anyMatch(i -> i.running() > 0));
        }
        await().atMost(LONG).until(() -> state("web").instances().stream().allMatch(i -> i.running() == 0));
        assertThat(server.node.recent().all()).anyMatch(r -> r.state() == CallState.CANCELLED);
        assertThat(send(request("web", "/pid")).body()).isEqualTo(pid);
    }

    @Test
    void anEarlyAnswerArrivesAlthoughTheBodyIsLong() throws Exception {
        HttpResponse<String> response =
                send(request("web", "/early").POST(BodyPublishers.ofByteArray(new byte[20 << 20])));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).isEqualTo("no");
    }

    @Test
    void trailersPassToClientsThatTakeThem() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.getOutputStream()
                    .write(
                            ("GET /fn/default/web/trailer HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: TE, close\r\n"
                                            + "Authorization: Bearer " + TestServer.KEY + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            assertThat(all.toString(StandardCharsets.UTF_8)).contains("hi").contains("X-Sum: 42");
        }
    }

    @Test
    void processorTimeIsInTheRecordsOfItsCalls() throws Exception {
        server.serve("busy", LONG, 10, 1, 10, Serving.DEFAULT, "server");
        assertThat(send(request("busy", "/burn/300")).body()).isEqualTo("burnt");
        await().atMost(LONG).until(() -> {
            send(request("busy", "/pid"));
            return server.node.recent().all().stream()
                            .filter(r -> r.function().equals(Optional.of(new FunctionName("default", "busy"))))
                            .mapToLong(CallRecord::cpuMicros)
                            .sum()
                    >= 250_000;
        });
    }

    @Test
    void anIdleInstanceIsFrozenAndServesAgain() throws Exception {
        server.serve("cold", LONG, 10, 1, 10, Serving.DEFAULT, "server");
        String pid = send(request("cold", "/pid")).body();
        await().atMost(LONG)
                .until(() -> state("cold").instances().getFirst().state().equals("frozen"));
        assertThat(send(request("cold", "/pid")).body()).isEqualTo(pid);
    }

    private static ServerState state(String function) {
        return Objects.requireNonNull(server.node.servers().get("default/" + function + "@1"));
    }

    private static HttpRequest.Builder request(String function, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/fn/default/" + function + path))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private byte[] bytes(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray()).body();
    }
}
