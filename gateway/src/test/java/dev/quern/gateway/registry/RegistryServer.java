package dev.quern.gateway.registry;

import dev.quern.core.access.Role;
import dev.quern.gateway.Installation;
import dev.quern.gateway.http.ApiHandler;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.http.Router;
import dev.quern.images.oci.Digest;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.disk.DiskObjectStore;
import dev.quern.registry.Registry;
import dev.quern.store.registry.Quota;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The registry behind a real listener, and a client that logs in with a developer's key. */
final class RegistryServer implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer http;
    private final Path data;
    private final Installation quern;
    private final ObjectStore objects;
    final String namespace;
    final String key;
    final Registry registry;

    RegistryServer(Installation quern, Path data) throws IOException {
        this(quern, data, quern.namespace(), Quota.NONE);
    }

    RegistryServer(Installation quern, Path data, Quota quota) throws IOException {
        this(quern, data, quern.namespace(), quota);
    }

    private RegistryServer(Installation quern, Path data, String namespace, Quota quota) throws IOException {
        this.quern = quern;
        this.data = data;
        this.namespace = namespace;
        this.key = key(Role.DEVELOPER, namespace);
        objects = DiskObjectStore.open(quern.store, data.resolve("objects"));
        registry = Registry.open(quern.store.registry(), objects, data.resolve("uploads"), quota);
        PushedImages pushed = new PushedImages(registry, quern.images);
        quern.routing.lookBeyond(pushed, pushed::forget);
        http = new HttpServer(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), false),
                new RegistryHandler(
                        new ApiHandler(new Router(List.of()), quern.routing, () -> true),
                        registry,
                        quern.routing,
                        pushed::forget));
        http.start();
    }

    /** Another server on the same data, as after a restart. */
    RegistryServer again() throws IOException {
        close();
        return new RegistryServer(quern, data, namespace, Quota.NONE);
    }

    String key(Role role, String where) {
        var made = quern.store.keys().create("k", role, Optional.of(where), Optional.empty());
        quern.routing.refreshKey(made.key().id());
        return made.bearer().text();
    }

    String address() {
        return "127.0.0.1:" + http.port();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return sendAs(Optional.of(key), method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpResponse<String> sendAs(Optional<String> as, String method, String path, byte[] body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address() + path))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        as.ifPresent(k -> request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(("anyone:" + k).getBytes(StandardCharsets.UTF_8))));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Pushes a blob in one request; returns its digest. */
    String blob(String repository, String content) throws Exception {
        String digest = Digest.ofBytes(content.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> pushed = send("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, content);
        if (pushed.statusCode() != 201) {
            throw new AssertionError(pushed.statusCode() + " " + pushed.body());
        }
        return digest;
    }

    @Override
    public void close() {
        http.close();
        objects.close();
    }
}
