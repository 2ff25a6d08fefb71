package dev.quern.app.server;

import java.io.IOException;
import java.net.ServerSocket;
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
import java.util.Map;
import java.util.Optional;

/** A server that dies and comes back at the same address; requests may come from any thread, whether it lives or not. */
final class FaultServer {
    private static final String SCRIPT = "line=$(cat); echo \"$QUERN_TASK_ID $QUERN_ATTEMPT $line\" >> /effects/lines;"
            + " case $line in flaky*) [ $QUERN_ATTEMPT -ge 2 ] || exit 9;; slow*) sleep 2;;"
            + " lasting*) until [ -e /effects/over ]; do sleep 0.2; done;; esac;"
            + " echo \"done:$line\"";

    private final Path data;
    private final int port;
    private final List<String> flags = new ArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String key;
    private volatile UpProcess process;

    FaultServer(Path data, String... flags) throws IOException {
        this.data = data;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        this.flags.addAll(List.of("--listen", "127.0.0.1:" + port));
        this.flags.addAll(List.of(flags));
        process = launch();
        key = Files.readString(data.resolve("admin.key")).trim();
    }

    void start() throws IOException {
        process = launch();
    }

    private UpProcess launch() throws IOException {
        return UpProcess.start(data, flags.toArray(String[]::new));
    }

    void deploy(Path archive, Path effects) throws IOException {
        for (String fresh : List.of("process", "container")) {
            process.deploy(archive, fresh, """
                    {"image":"busybox","fresh":"%s","command":["sh","-c","%s"],"min":2,"timeoutMillis":3600000,
                     "mounts":["%s:/effects:rw"]}
                    """.formatted(fresh, SCRIPT.replace("\"", "\\\""), effects));
        }
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    void stop() throws InterruptedException {
        process.close();
    }

    /** The embedded database's first process, while there is one. */
    Optional<ProcessHandle> database() throws IOException {
        Path file = data.resolve("postgres/data/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().trim()));
    }

    /** The first processes of its sandboxes. */
    List<Long> sandboxes() throws IOException {
        return Machine.processes("/.quern/init").stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .flatMap(ProcessHandle::parent)
                        .map(ProcessHandle::pid)
                        .filter(grandparent -> grandparent == process.process().pid())
                        .isPresent())
                .toList();
    }

    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", Map.of());
    }
}
