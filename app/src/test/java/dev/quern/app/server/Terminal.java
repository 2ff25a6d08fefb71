package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A server in this process, with the command line and an HTTP client before it. */
final class Terminal implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path directory;
    private final Server server;
    private final String key;

    record Ran(int code, String output, String error) {}

    /** @param mountable what functions may mount */
    Terminal(Path directory, Path mountable) throws IOException {
        this.directory = directory;
        server = Server.start(ConfigFile.read(
                directory.resolve("data"),
                Optional.empty(),
                Map.of("listen", "127.0.0.1:0", "mount.allow", mountable.toString())));
        key = Files.readString(server.keyFile()).trim();
    }

    String must(String... words) {
        Ran ran = run(words);
        assertThat(ran.code()).as(ran.error()).isZero();
        return ran.output();
    }

    Ran run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("QUERN_URL", server.url(), "QUERN_KEY", key),
                directory,
                true,
                false,
                false);
        int code = Cli.run(ClientCommands.all(), shell, words);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    String url() {
        return server.url();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(90));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    HttpResponse<String> call(String function, String body) throws IOException {
        try {
            return CLIENT.send(
                    request("/v1/functions/default/" + function + "/calls")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
