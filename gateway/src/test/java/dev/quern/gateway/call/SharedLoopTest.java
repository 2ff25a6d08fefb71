package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Serving;
import dev.quern.node.admission.Limits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and their servers in one loop, where what came in together goes out together. */
class SharedLoopTest {
    private static final int CLIENTS = 32;
    private static final int REQUESTS = 100;
    private static final Pattern LENGTH = Pattern.compile("(?i)Content-Length: (\\d+)");

    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer(directory, new Limits(2, 100));
        server.serve("web", Duration.ofSeconds(30), 50, 2, 100, Serving.DEFAULT, "server");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyClientGetsItsOwnAnswers() throws Exception {
        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            clients.add(() -> oneAfterTheOther(client));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> answers = threads.invokeAll(clients);
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(answers.get(i).get()).isEqualTo(bodies(i));
            }
        }
    }

    @Test
    void requestsThatAreSentAheadAreAnsweredInTurn() throws IOException {
        try (Socket socket = connect()) {
            StringBuilder ahead = new StringBuilder();
            bodies(7).forEach(body -> ahead.append(request(body, "")));
            socket.getOutputStream().write(ahead.toString().getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String body : bodies(7)) {
                assertThat(answer(in)).isEqualTo(body);
            }
        }
    }

    @Test
    void theLastAnswerOfAConnectionArrivesWholeBeforeItsEnd() throws Exception {
        List<Callable<String>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String body = "last of " + i;
            clients.add(() -> {
                try (Socket socket = connect()) {
                    socket.getOutputStream()
                            .write(request(body, "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    String answer = answer(in);
                    assertThat(in.read()).isEqualTo(-1);
                    return answer;
                }
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = threads.invokeAll(clients);
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(answers.get(i).get()).isEqualTo("last of " + i);
            }
        }
    }

    private static List<String> oneAfterTheOther(int client) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Socket socket = connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String body : bodies(client)) {
                socket.getOutputStream().write(request(body, "").getBytes(StandardCharsets.US_ASCII));
                answers.add(answer(in));
            }
        }
        return answers;
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static List<String> bodies(int client) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            bodies.add("client " + client + ", request " + i + " " + "x".repeat(i * 7 % 300));
        }
        return bodies;
    }

    private static String request(String body, String headers) {
        return "POST /fn/default/web/echo HTTP/1.1\r\nHost: quern\r\nAuthorization: Bearer " + TestServer.KEY + "\r\n"
                + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String answer(InputStream in) throws IOException {
        String status = line(in);
        assertThat(status).startsWith("HTTP/1.1 200");
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            Matcher m = LENGTH.matcher(line);
            if (m.matches()) {
                length = Integer.parseInt(m.group(1));
            }
        }
        assertThat(length).as("an answer that is whole has its length").isNotNegative();
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("it ended in its head");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
