package dev.quern.gateway.call;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Serving;
import dev.quern.core.value.DataSize;
import dev.quern.node.ImageSource;
import dev.quern.node.admission.Limits;
import dev.quern.node.server.ServerState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Functions whose servers speak HTTP/2, from the sample {@code h2c}: see samples/h2c/build.sh for what it can do. */
final class H2cServers implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(30);

    final TestServer server;
    final Path program;
    private final ImageSource.Ready image;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    H2cServers(Path directory) throws IOException, InterruptedException {
        image = LambdaImage.of("h2c", directory);
        program = image.root().resolve("h2c");
        server = new TestServer(directory, new Limits(2, 200));
    }

    void deploy(String name, boolean h2c, String... arguments) {
        deploy(name, new Serving(8080, Optional.empty(), LONG, h2c), LONG, arguments);
    }

    void deploy(String name, Serving serving, Duration timeout, String... arguments) {
        server.put(
                name,
                image,
                new FunctionConfig(
                        Contract.HTTP,
                        List.of(arguments),
                        Fresh.NONE,
                        Optional.empty(),
                        DataSize.ofMebibytes(128),
                        timeout,
                        150,
                        0,
                        1,
                        100,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        serving));
    }

    HttpRequest.Builder request(String function, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/fn/default/" + function + path))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .timeout(Duration.ofSeconds(60));
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String function, String path) throws Exception {
        return send(request(function, path));
    }

    ServerState state(String function) {
        return Objects.requireNonNull(server.node.servers().get("default/" + function + "@7"));
    }

    @Override
    public void close() {
        server.close();
    }
}
