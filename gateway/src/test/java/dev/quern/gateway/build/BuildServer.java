package dev.quern.gateway.build;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.BuildBody;
import dev.quern.core.build.BuildState;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.value.DataSize;
import dev.quern.gateway.Installation;
import dev.quern.gateway.http.ApiHandler;
import dev.quern.gateway.http.Caller;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.http.Router;
import dev.quern.images.ImageSettings;
import dev.quern.images.Progress;
import dev.quern.images.build.OciImageBuilder;
import dev.quern.manager.build.BuildImages;
import dev.quern.manager.build.BuildManager;
import dev.quern.manager.build.BuildSettings;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.disk.DiskObjectStore;
import dev.quern.registry.Registry;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * The builds' routes with a real builder, store and images, and a namespace that holds {@code busybox}. Keys are
 * {@code developer.NS} and {@code invoker.NS}.
 */
final class BuildServer implements AutoCloseable {
    static final BuildSettings SETTINGS = new BuildSettings(
            false,
            DataSize.ofMebibytes(128),
            256,
            Duration.ofMinutes(2),
            1,
            3,
            DataSize.ofMebibytes(8),
            DataSize.ofMebibytes(4096),
            Duration.ofDays(30),
            Optional.empty(),
            Optional.empty(),
            0x4FFF_0000L);

    final Installation quern;
    final String namespace;
    final BuildManager manager;
    final Registry registry;
    private final ObjectStore objects;
    private final HttpServer http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    BuildServer(Installation quern, Path directory, BuildSettings settings) throws IOException {
        this(quern, directory, settings, images -> images);
    }

    /** @param around what stands between the builder and the images */
    BuildServer(Installation quern, Path directory, BuildSettings settings, UnaryOperator<BuildImages> around)
            throws IOException {
        this.quern = quern;
        namespace = quern.namespace();
        loadBusybox(directory);
        objects = DiskObjectStore.open(quern.store, directory.resolve("objects"));
        registry = Registry.open(quern.store.registry(), objects, directory.resolve("uploads"));
        manager = BuildManager.start(
                Files.createDirectories(directory.resolve("data")),
                "test-" + ProcessHandle.current().pid() + "-" + namespace,
                settings,
                quern.store.builds(),
                around.apply(new NamespaceImages(
                        quern.images, quern.trees, quern.routing, settings.baseMirror(), registry, () -> {})));
        http = new HttpServer(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), false),
                new ApiHandler(
                        new Router(new BuildRoutes(manager, quern.store.builds()).routes()),
                        BuildServer::caller,
                        () -> true));
        http.start();
    }

    private static Optional<Caller> caller(String bearer) {
        String[] parts = bearer.split("\\.", 2);
        return switch (parts[0]) {
            case "developer" -> Optional.of(new Caller(Installation.developer(parts[1]), 0));
            case "invoker" -> Optional.of(new Caller(new Principal(bearer, Role.INVOKER, parts[1]), 0));
            default -> Optional.empty();
        };
    }

    private void loadBusybox(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("tmp"));
        Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
        Files.setPosixFilePermissions(bin.resolve("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String command :
                List.of("sh", "cat", "echo", "sleep", "head", "test", "rm", "grep", "tail", "id", "dd", "ls")) {
            Files.createSymbolicLink(bin.resolve(command), Path.of("busybox"));
        }
        ImageConfig config = new ImageConfig(
                ImageSettings.defaults().architecture(),
                "linux",
                List.of("/bin/busybox"),
                List.of(),
                List.of("PATH=/bin"),
                "/",
                "1000:1000",
                Map.of());
        Path archive = directory.resolve("busybox.tar");
        OciImageBuilder.writeOciArchive(root, config, "busybox:latest", archive);
        try (InputStream in = Files.newInputStream(archive)) {
            quern.images.load(Installation.ADMIN, namespace, Optional.of("busybox:latest"), in, Progress.NONE);
        }
    }

    String developer() {
        return "developer." + namespace;
    }

    HttpResponse<String> send(String method, String path, String key, byte[] body) {
        return send(request(path, key).method(method, BodyPublishers.ofByteArray(body)), BodyHandlers.ofString());
    }

    /** As {@link #submit} under an idempotency key, whatever the answer is. */
    HttpResponse<String> submitUnder(String key, String name, byte[] directory) {
        return send(
                request("/v1/builds?name=" + name, developer())
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofByteArray(directory)),
                BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(String path) {
        return send(request(path, developer()), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(http.url() + path)).header("Authorization", "Bearer " + key);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    BuildBody submit(String name, Sent directory) {
        HttpResponse<String> answer = send("POST", "/v1/builds?name=" + name, developer(), directory.bytes());
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.body());
        }
        return body(answer.body());
    }

    BuildBody get(String id) {
        return body(send("GET", "/v1/builds/" + id, developer(), new byte[0]).body());
    }

    /** Builds to the end. */
    BuildBody build(String name, Sent directory) {
        return ended(submit(name, directory).id());
    }

    BuildBody ended(String id) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> BuildState.parse(get(id).state()).ended());
        return get(id);
    }

    String log(String id) {
        return send("GET", "/v1/builds/" + id + "/logs?follow=true", developer(), new byte[0])
                .body();
    }

    static BuildBody body(String json) {
        return Jsonb.instance().type(BuildBody.class).fromJson(json);
    }

    @Override
    public void close() {
        http.close();
        manager.close();
        objects.close();
    }
}
