package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.http.Route;
import io.avaje.jsonb.Jsonb;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hand-kept document against the routes a server really has. */
class OpenApiTest {
    @TempDir
    static Path directory;

    static Server server;

    @BeforeAll
    static void start() {
        Path data = directory.resolve("data");
        server = Server.start(ConfigFile.read(data, Optional.empty(), Map.of("listen", "127.0.0.1:0")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theDocumentNamesExactlyTheRoutesThereAre() throws Exception {
        Set<String> served = new TreeSet<>(Set.of("GET /livez", "GET /readyz"));
        for (Route route : server.routes()) {
            methods(route).forEach(method -> served.add(method + " " + path(route)));
        }
        assertThat(documented()).isEqualTo(served);
    }

    @Test
    void everyRouteButHealthRefusesARequestWithoutAKey() throws Exception {
        for (Route route : server.routes()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            server.url() + path(route).replace("{", "").replace("}", "")))
                    .method(methods(route).getFirst(), HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .as(route.method() + " " + route.template())
                    .isEqualTo(401);
        }
    }

    private static List<String> methods(Route route) {
        return route.method().equals(Route.ANY)
                ? List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
                : List.of(route.method());
    }

    private static String path(Route route) {
        return route.template().replace("...}", "}");
    }

    @SuppressWarnings("unchecked")
    private static Set<String> documented() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/openapi.json"))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(server.keyFile()).trim())
                .build();
        String json = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Map<String, Object> document =
                (Map<String, Object>) Jsonb.instance().type(Object.class).fromJson(json);
        Map<String, Object> paths = (Map<String, Object>) java.util.Objects.requireNonNull(document.get("paths"));
        Set<String> found = new TreeSet<>();
        paths.forEach((path, item) -> ((Map<String, Object>) item)
                .keySet().stream()
                        .filter(method -> !method.equals("parameters"))
                        .forEach(method -> found.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return found;
    }
}
