package dev.quern.app.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.app.server.ConfigFile;
import dev.quern.app.server.Server;
import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.shell.Shell;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.RolloutBody;
import dev.quern.core.image.ImageConfig;
import dev.quern.images.ImageSettings;
import dev.quern.images.build.OciImageBuilder;
import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole server with an image in it: busybox, and app/src/test/c/release.c as /bin/release. */
final class ReleaseServer implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private Server server;

    ReleaseServer(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = start();
        must("image", "load", archive(directory).toString());
    }

    private Server start() {
        return Server.start(ConfigFile.read(
                directory.resolve("data"),
                Optional.empty(),
                Map.of("listen", "127.0.0.1:0", "node.running", "16", "drain.grace", "1s")));
    }

    /** On the same data. */
    void restart() {
        server.close();
        server = start();
    }

    @Override
    public void close() {
        server.close();
    }

    /** A version of a server. @param words flags of deploy */
    void deploy(String function, String... words) {
        List<String> all = new ArrayList<>(List.of("deploy", function, "--image", "release", "--contract", "http"));
        all.addAll(List.of(words));
        must(all.toArray(String[]::new));
    }

    FunctionBody get(String function) {
        return Jsonb.instance().type(FunctionBody.class).fromJson(must("function", "get", function, "-o", "json"));
    }

    RolloutBody rollout(String function) {
        return Jsonb.instance().type(RolloutBody.class).fromJson(must("function", "rollout", function, "-o", "json"));
    }

    /** A request to the function's server. @param headers names and values by turns */
    HttpResponse<String> request(String function, String... headers) throws IOException {
        return send("GET", "/fn/default/" + function + "/", headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + key())
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    record Ran(int code, String output, String error) {}

    /** The command's output; it has to succeed. */
    String must(String... words) {
        Ran ran = quern(words);
        assertThat(ran.code()).as(ran.error()).isZero();
        return ran.output();
    }

    Ran quern(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("QUERN_URL", server.url(), "QUERN_KEY", key()),
                directory,
                true,
                false,
                false);
        int code = Cli.run(ClientCommands.all(), shell, words);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String key() {
        try {
            return Files.readString(server.keyFile()).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path archive(Path directory) throws IOException, InterruptedException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/usr/bin/busybox"), root.resolve("bin/busybox"));
        for (String command : List.of("sh", "echo", "seq", "sleep")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
        }
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-O1",
                        "-static",
                        "-pthread",
                        "-o",
                        root.resolve("bin/release").toString(),
                        "src/test/c/release.c")
                .redirectErrorStream(true)
                .start();
        String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(gcc.waitFor()).as(messages).isZero();
        Path archive = directory.resolve("release.tar");
        ImageConfig config = new ImageConfig(
                ImageSettings.defaults().architecture(),
                "linux",
                List.of(),
                List.of("/bin/release"),
                List.of("PATH=/bin"),
                "/",
                "1000:1000",
                Map.of());
        OciImageBuilder.writeOciArchive(root, config, "release:latest", archive);
        return archive;
    }
}
