package dev.quern.gateway.api;

import dev.quern.gateway.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code GET /v1/openapi.json}: written by hand, held against the route table by a test. */
public final class OpenApi {
    private OpenApi() {}

    public static List<Route> routes() {
        byte[] document = read();
        return List.of(new Route("GET", "/v1/openapi.json", x -> x.answer(200, "application/json", document)));
    }

    static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is not in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
