package dev.quern.app.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code quern up} in a process of its own, as a user has it. */
final class UpProcess implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration START = Duration.ofSeconds(90);

    private final Path data;
    private final Process process;

    private UpProcess(Path data, Process process) {
        this.data = data;
        this.process = process;
    }

    static UpProcess start(Path data, String... flags) throws IOException {
        UpProcess up = launch(data, flags);
        await().atMost(START).until(() -> !up.process.isAlive() || up.ready());
        if (!up.process.isAlive()) {
            throw new IOException("up ended with " + up.process.exitValue() + ": " + up.log());
        }
        return up;
    }

    /** Without waiting for it to be ready. */
    static UpProcess launch(Path data, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.quern.app.Main",
                "up",
                "--data",
                data.toString()));
        if (!List.of(flags).contains("--listen")) {
            command.addAll(List.of("--listen", "127.0.0.1:0"));
        }
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling(data.getFileName() + ".log").toFile()))
                .start();
        return new UpProcess(data, process);
    }

    String log() throws IOException {
        return Files.readString(data.resolveSibling(data.getFileName() + ".log"));
    }

    Process process() {
        return process;
    }

    private boolean ready() {
        try {
            return send("GET", "/readyz", BodyPublishers.noBody()).statusCode() == 200
                    && Files.readString(data.resolve("server.json")).matches(".*\"pid\":" + process.pid() + "\\b.*");
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body) throws IOException {
        try {
            return CLIENT.send(request(method, path, body), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendAsync(String method, String path) throws IOException {
        return CLIENT.sendAsync(request(method, path, BodyPublishers.noBody()), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body) throws IOException {
        String json = Files.readString(data.resolve("server.json"));
        String url = json.replaceAll(".*\"url\":\"([^\"]+)\".*", "$1");
        return HttpRequest.newBuilder(URI.create(url + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(data.resolve("admin.key")).trim())
                .timeout(Duration.ofSeconds(60))
                .method(method, body)
                .build();
    }

    /** Loads the image and deploys a function from it. */
    void deploy(Path archive, String name, String json) throws IOException {
        must(201, send("POST", "/v1/images", BodyPublishers.ofFile(archive)));
        must(201, send("POST", "/v1/functions/default/" + name + "/versions", BodyPublishers.ofString(json)));
    }

    HttpResponse<String> call(String name, String body) throws IOException {
        return send("POST", "/v1/functions/default/" + name + "/calls", BodyPublishers.ofString(body));
    }

    private static void must(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    /** SIGTERM, and the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop");
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            terminate();
        }
    }
}
