package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.function.Serving;
import dev.quern.node.admission.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images made for other systems count on: other protocols, events, the variables and paths they know. */
class PassThroughTest {
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
        server.serve("brief", Duration.ofSeconds(1), 50, 2, 100, Serving.DEFAULT, "server");
        server.serve("ufop", LONG, 50, 2, 100, new Serving(9100, Optional.of("/health"), LONG, false), "server");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anotherProtocolGoesBothWaysUntilTheClientLeaves() throws Exception {
        String call;
        try (Socket socket = upgrade("web", "websocket", "early ")) {
            String head = head(socket.getInputStream());
            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("\r\nUpgrade: echo\r\n")
                    .containsIgnoringCase("\r\nConnection: Upgrade\r\n");
            call = head.replaceAll("(?s).*Quern-Call-Id: ([0-9a-f-]+).*", "$1");
            assertThat(read(socket, 6)).isEqualTo("early ");
            for (int i = 0; i < 100; i++) {
                String message = "message " + i + "x".repeat(i * 100);
                socket.getOutputStream().write(message.getBytes(StandardCharsets.US_ASCII));
                assertThat(read(socket, message.length())).isEqualTo(message);
            }
        }
        CallRecord record = await().atMost(LONG)
                .until(() -> record(call), Optional::isPresent)
                .orElseThrow();
        assertThat(record.state()).isEqualTo(CallState.SUCCEEDED);
        assertThat(record.bytesIn()).isEqualTo(record.bytesOut()).isGreaterThan(100_000);
    }

    @Test
    void aWebSocketClientTalksWithTheServer() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + TestServer.KEY)
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port + "/fn/default/web/websocket"),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence data, boolean last) {
                                heard.add(data.toString());
                                from.request(1);
                                return null;
                            }

                            @Override
                            public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                                heard.add("closed " + status);
                                return null;
                            }
                        })
                .get();
        for (int i = 0; i < 20; i++) {
            socket.sendText("message " + i, true).get();
            assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("message " + i);
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("closed 1000");
    }

    @Test
    void theServersEndIsTheClientsEnd() throws Exception {
        try (Socket socket = upgrade("web", "websocket", "all")) {
            head(socket.getInputStream());
            socket.shutdownOutput();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            assertThat(all.toString(StandardCharsets.US_ASCII)).isIn("all", "");
        }
        await().atMost(LONG).until(PassThroughTest::isIdle);
    }

    @Test
    void theDeadlineEndsIt() throws Exception {
        try (Socket socket = upgrade("brief", "websocket", "")) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
            socket.setSoTimeout((int) LONG.toMillis());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        await().atMost(LONG)
                .until(() -> server.node.recent().all().stream()
                        .anyMatch(r -> r.error().equals(Optional.of("deadline_exceeded"))));
    }

    @Test
    void aServerThatDeclinesToSwitchJustAnswers() throws Exception {
        try (Socket socket = upgrade("web", "websocket", "", "/status/426")) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 426 ");
        }
    }

    @Test
    void eventsArriveAsTheyAreSent() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.getOutputStream()
                    .write(("GET /fn/default/web/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.KEY
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(socket.getInputStream())).containsIgnoringCase("\r\nContent-Type: text/event-stream\r\n");
            assertThat(read(socket, 12)).isEqualTo("9\r\ndata: 1\n\n");
            // A client that is gone, and not one that has only sent all it wants to send.
            socket.setSoLinger(true, 0);
        }
        await().atMost(LONG).until(PassThroughTest::isIdle);
    }

    @Test
    void functionsOfUfopAreCalledAsTheyKnowIt() throws Exception {
        assertThat(send(request("ufop", "/handler?cmd=watermark/1&url=http%3A%2F%2Fs%2Fk")
                        .POST(BodyPublishers.noBody())))
                .startsWith("POST /handler?cmd=watermark/1&url=http%3A%2F%2Fs%2Fk HTTP/1.1\n");
        String v1 = "{\"cmd\":\"x\",\"src\":{\"url\":\"http://s/k\",\"mimetype\":\"image/png\",\"fsize\":3}}";
        assertThat(send(request("ufop", "/uop").POST(BodyPublishers.ofString(v1))))
                .isEqualTo(v1);
        assertThat(send(request("ufop", "/env/PORT"))).isEqualTo("9100");
    }

    @Test
    void cloudEventsArriveInEitherMode() throws Exception {
        assertThat(send(request("web", "/head")
                        .header("ce-id", "1")
                        .header("ce-source", "/s")
                        .header("ce-type", "t")
                        .header("ce-specversion", "1.0")
                        .POST(BodyPublishers.ofString("data"))))
                .contains("ce-id: 1\n", "ce-source: /s\n", "ce-type: t\n", "ce-specversion: 1.0\n");
        assertThat(send(request("web", "/head")
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(BodyPublishers.ofString("{}"))))
                .contains("Content-Type: application/cloudevents+json\n");
    }

    /** The runtime contract's environment; its other points are FunctionServerTest's. */
    @Test
    void serversOfKnativeFindWhatTheyKnow() throws Exception {
        assertThat(send(request("web", "/env/PORT"))).isEqualTo("8080");
        assertThat(send(request("web", "/env/K_SERVICE"))).isEqualTo("web");
        assertThat(send(request("web", "/env/K_CONFIGURATION"))).isEqualTo("web");
        assertThat(send(request("web", "/env/K_REVISION"))).isEqualTo("web-1");
        assertThat(send(request("web", "/stdin"))).isEqualTo("end");
    }

    private static boolean isIdle() {
        return Objects.requireNonNull(server.node.servers().get("default/web@1")).instances().stream()
                .allMatch(i -> i.running() == 0);
    }

    private static Optional<CallRecord> record(String call) {
        return server.node.recent().all().stream()
                .filter(r -> r.id().toString().equals(call))
                .findAny();
    }

    private static Socket upgrade(String function, String protocol, String behind) throws IOException {
        return upgrade(function, protocol, behind, "/upgrade");
    }

    private static Socket upgrade(String function, String protocol, String behind, String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port);
        socket.getOutputStream()
                .write(("GET /fn/default/" + function + path
                                + " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n"
                                + "Upgrade: " + protocol + "\r\nAuthorization: Bearer " + TestServer.KEY + "\r\n\r\n"
                                + behind)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static HttpRequest.Builder request(String function, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/fn/default/" + function + path))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .timeout(Duration.ofSeconds(60));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
