package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Serving;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a server that speaks HTTP/2 without TLS, Go's own, in a real sandbox. */
class H2cServerTest {
    private static final Duration LONG = H2cServers.LONG;

    @TempDir
    static Path directory;

    static H2cServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new H2cServers(directory);
        servers.deploy("web", true, "serve");
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void methodPathQueryHeadersAndHostReachTheServer() throws Exception {
        HttpResponse<String> response = servers.send(servers.request("web", "/head/a%20b/c/..;v=1?q=%2F&r")
                .method("PROPFIND", BodyPublishers.noBody())
                .header("X-Own", "1"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("PROPFIND /head/a%20b/c/..;v=1?q=%2F&r HTTP/2.0\nhost: 127.0.0.1:" + servers.server.port)
                .contains("\nlength: 0\n", "\nx-own: 1\n", "\nx-forwarded-for: 127.0.0.1\n")
                .doesNotContainIgnoringCase("authorization", "\nconnection:", "\nhost: \n");
    }

    @Test
    void whatIsOfTheConnectionIsNotPassedOn() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "POST /fn/default/web/head HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.KEY
                            + "\r\nConnection: close, X-Hop, TE\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(all(socket))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("te: trailers", "length: -1")
                    .doesNotContain("x-hop", "keep-alive:", "transfer-encoding: chunked\n");
        }
    }

    @Test
    void bodiesOfEverySizeAndFramingComeBack() throws Exception {
        for (int size : new int[] {0, 1, 1000, 70_000, 1_500_000}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            String wanted = size + " "
                    + java.util.HexFormat.of()
                            .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                    .digest(body));
            assertThat(servers.send(servers.request("web", "/digest").POST(BodyPublishers.ofByteArray(body)))
                            .body())
                    .isEqualTo(wanted);
            assertThat(servers.send(servers.request("web", "/digest")
                                    .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))))
                            .body())
                    .isEqualTo(wanted);
        }
    }

    /** By curl, which reads while it sends. */
    @Test
    void longBodiesStreamBothWaysAtOnce(@TempDir Path files) throws Exception {
        byte[] body = new byte[50_000_000];
        new Random(1).nextBytes(body);
        Path sent = Files.write(files.resolve("sent"), body);
        Path received = files.resolve("received");
        for (String version : List.of("--http1.1", "--http2-prior-knowledge")) {
            Process curl = new ProcessBuilder(
                            "curl",
                            "-sS",
                            version,
                            "-H",
                            "Authorization: Bearer " + TestServer.KEY,
                            "-H",
                            "Expect:",
                            "--data-binary",
                            "@" + sent,
                            "-o",
                            received.toString(),
                            "http://127.0.0.1:" + servers.server.port + "/fn/default/web/echo")
                    .inheritIO()
                    .start();
            assertThat(curl.waitFor()).as(version).isZero();
            assertThat(Files.mismatch(sent, received)).as(version).isEqualTo(-1);
        }
    }

    @Test
    void aPieceComesBackBeforeTheNextIsSent() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "POST /fn/default/web/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.KEY
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 50; i++) {
                String piece = "piece " + (1000 + i);
                write(socket, "a\r\n" + piece + "\r\n");
                // The line behind a chunk comes with the next.
                assertThat(until(socket, piece)).endsWith(piece);
            }
            write(socket, "0\r\n\r\n");
            assertThat(until(socket, "0\r\n\r\n")).endsWith("0\r\n\r\n");
        }
    }

    @Test
    void aLongAnswerStreamsAndAClientThatPausesHoldsUpNoOther() throws Exception {
        HttpResponse<InputStream> paused =
                servers.client().send(servers.request("web", "/bytes/300000000").build(), BodyHandlers.ofInputStream());
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> other = servers.client()
                    .send(servers.request("web", "/bytes/20000000").build(), BodyHandlers.ofByteArray());
            assertThat(other.body()).hasSize(20_000_000);
        }
        try (InputStream in = paused.body()) {
            assertThat(in.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(300_000_000);
        }
    }

    @Test
    void statusesAndHeadPassAsTheyAre() throws Exception {
        for (int status : new int[] {200, 204, 304, 404, 418, 500, 503}) {
            assertThat(servers.get("web", "/status/" + status).statusCode()).isEqualTo(status);
        }
        HttpResponse<String> head =
                servers.send(servers.request("web", "/head").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void interimAnswersPass() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "GET /fn/default/web/hints HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + TestServer.KEY + "\r\n\r\n");
            assertThat(all(socket))
                    .startsWith("HTTP/1.1 103 ")
                    .contains("</style.css>; rel=preload", "HTTP/1.1 200 ")
                    .endsWith("hinted");
        }
    }

    @Test
    void trailersReachWhoTakesThem() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "GET /fn/default/web/trailers HTTP/1.1\r\nHost: x\r\nConnection: close, TE\r\nTE: trailers\r\n"
                            + "Authorization: Bearer " + TestServer.KEY + "\r\n\r\n");
            assertThat(all(socket))
                    .contains("7\r\ncontent\r\n0\r\n")
                    .containsIgnoringCase("\r\nX-Sum: 7\r\n")
                    .containsIgnoringCase("\r\nX-Late: late\r\n");
        }
        assertThat(curl("/fn/default/web/trailers"))
                .contains("content")
                .containsIgnoringCase("x-sum: 7")
                .containsIgnoringCase("x-late: late");
    }

    @Test
    void aHundredRequestsAtOnceShareOneConnection() throws Exception {
        servers.deploy("shared", true, "serve");
        assertThat(atOnce("shared", 100, 2000)).containsOnly("slept");
        // One was the knock, whether anybody listens.
        assertThat(servers.get("shared", "/counts").body()).contains("connections 2 most 100");
    }

    @Test
    void moreThanTheServerAllowsOnOneConnectionGetAnother() throws Exception {
        servers.deploy("few", true, "serve", "10");
        assertThat(atOnce("few", 35, 1500)).containsOnly("slept");
        assertThat(servers.get("few", "/counts").body()).contains("connections 5 most 35");
    }

    @Test
    void aClientThatLeavesCancelsItsRequestAlone() throws Exception {
        servers.deploy("left", true, "serve");
        CompletableFuture<HttpResponse<String>> other = servers.client()
                .sendAsync(servers.request("left", "/sleep/1500").build(), BodyHandlers.ofString());
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "GET /fn/default/left/sleep/20000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.KEY
                            + "\r\n\r\n");
            await().atMost(LONG)
                    .until(() -> servers.get("left", "/counts").body().contains("most 2"));
            socket.setSoLinger(true, 0);
        }
        await().atMost(LONG)
                .until(() -> servers.get("left", "/counts").body().contains("connections 2 most 2 cancelled 1"));
        assertThat(other.get().body()).isEqualTo("slept");
    }

    @Test
    void theDeadlineEndsARequestAndNotItsNeighbours() throws Exception {
        servers.deploy("brief", new Serving(8080, Optional.empty(), LONG, true), Duration.ofMillis(1200), "serve");
        String pid = servers.get("brief", "/pid").body();
        CompletableFuture<HttpResponse<String>> late = servers.client()
                .sendAsync(servers.request("brief", "/sleep/20000").build(), BodyHandlers.ofString());
        assertThat(servers.get("brief", "/sleep/300").body()).isEqualTo("slept");
        assertThat(late.get().statusCode()).isEqualTo(504);
        assertThat(servers.get("brief", "/pid").body()).isEqualTo(pid);
        await().atMost(LONG).until(() -> servers.get("brief", "/counts").body().contains("cancelled 1"));
    }

    @Test
    void anAnswerBeforeTheUploadsEndIsWhole() throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> response = servers.send(
                    servers.request("web", "/early").POST(BodyPublishers.ofByteArray(new byte[3_000_000])));
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("enough");
        }
    }

    @Test
    void halfAnAnswerIsNoWholeOne() throws Exception {
        assertThat(servers.client().sendAsync(servers.request("web", "/half").build(), BodyHandlers.ofString()))
                .failsWithin(LONG)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
        assertThat(servers.get("web", "/pid").statusCode()).isEqualTo(200);
    }

    @Test
    void aServerThatDiesIsReplacedAndItsCallTold() throws Exception {
        servers.deploy("mortal", true, "serve");
        assertThat(servers.get("mortal", "/pid").statusCode()).isEqualTo(200);
        HttpResponse<String> response =
                servers.send(servers.request("mortal", "/die").POST(BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("exited with 3");
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(servers.get("mortal", "/pid").statusCode()).isEqualTo(200));
    }

    @Test
    void anIdleInstanceIsFrozenAndServesAgain() throws Exception {
        servers.deploy("cold", true, "serve");
        String pid = servers.get("cold", "/pid").body();
        await().atMost(LONG)
                .until(() ->
                        servers.state("cold").instances().getFirst().state().equals("frozen"));
        assertThat(servers.get("cold", "/pid").body()).isEqualTo(pid);
    }

    @Test
    void theReadyPathIsAskedInHttp2() throws Exception {
        servers.deploy("ready", new Serving(8080, Optional.of("/status/200"), LONG, true), LONG, "serve");
        assertThat(servers.get("ready", "/pid").statusCode()).isEqualTo(200);
        Serving never = new Serving(8080, Optional.of("/status/503"), Duration.ofMillis(700), true);
        servers.deploy("never", never, LONG, "serve");
        assertThat(servers.get("never", "/pid").body())
                .contains("did not answer /status/503 with 200 on port 8080 in HTTP/2 within 700ms");
    }

    @Test
    void anUpgradeIsRefusedAndTheReasonSaid() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", servers.server.port)) {
            write(
                    socket,
                    "GET /fn/default/web/pid HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Authorization: Bearer " + TestServer.KEY + "\r\n\r\n");
            assertThat(until(socket, "--h2c")).startsWith("HTTP/1.1 422 ").contains("no upgrades");
        }
    }

    @Test
    void aServerOfHttp2IsRecognizedWithoutTheOption() throws Exception {
        servers.deploy("untold", false, "grpc");
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> response = servers.get("untold", "/pid");
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("function_failed", "speaks HTTP/2", "Deploy it with --h2c.");
        }
    }

    @Test
    void aServerOfHttp1IsRecognizedWithTheOption() throws Exception {
        servers.server.serve("old", LONG, 10, 1, 10, new Serving(8080, Optional.empty(), LONG, true), "server");
        HttpResponse<String> response = servers.get("old", "/pid");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
        assertThat(response.body()).contains("function_failed", "Deploy it without --h2c");
    }

    private static List<String> atOnce(String function, int calls, int millis) throws Exception {
        servers.get(function, "/pid");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            all.add(servers.client()
                    .sendAsync(servers.request(function, "/sleep/" + millis).build(), BodyHandlers.ofString()));
        }
        return all.stream().map(one -> one.join().body()).toList();
    }

    private static String curl(String path) throws Exception {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "-i",
                        "--http2-prior-knowledge",
                        "-H",
                        "Authorization: Bearer " + TestServer.KEY,
                        "http://127.0.0.1:" + servers.server.port + path)
                .redirectErrorStream(true)
                .start();
        return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.setSoTimeout((int) LONG.toMillis());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String until(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("it ended after: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
