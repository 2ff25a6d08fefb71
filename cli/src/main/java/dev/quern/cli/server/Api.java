package dev.quern.cli.server;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Http;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.http.Streams;
import dev.quern.cli.json.Json;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Requests to one server with one key. Answers other than 2xx become {@link QuernException}s. */
public final class Api {
    private static final int MOST = 64 << 20;
    private final Target target;

    public Api(Target target) {
        this.target = target;
    }

    public <T> T get(String path, Class<T> type) {
        return exchange(Request.of("GET", path), type);
    }

    public <T> T send(String method, String path, Object body, Class<T> type) {
        byte[] json = Json.text(body).getBytes(StandardCharsets.UTF_8);
        return exchange(
                Request.of(method, path)
                        .header("Content-Type", "application/json")
                        .body(Body.of(json)),
                type);
    }

    /** A request without content, answered with content: {@code POST …/rotate}. */
    public <T> T send(String method, String path, Class<T> type) {
        return exchange(Request.of(method, path), type);
    }

    public void delete(String path) {
        try (Response response = open(Request.of("DELETE", path))) {
            succeed(response);
        }
    }

    /** Sends with the key; the caller reads and closes the answer, whatever its status. */
    public Response open(Request request) {
        try {
            return Http.send(target.endpoint(), request.header("Authorization", "Bearer " + target.key()));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Passes on what an answer brings, piece by piece as it comes, however long that takes. */
    public void copy(String path, OutputStream out) {
        try (Response response = open(Request.of("GET", path).patient())) {
            succeed(response);
            Streams.copy(response.body(), out);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** @throws QuernException what the server says, unless it is a success */
    public static void succeed(Response response) {
        if (!response.isSuccess()) {
            throw failure(response).toException();
        }
    }

    public static Failure failure(Response response) {
        return Failure.of(response);
    }

    public static <T> T read(Response response, Class<T> type) {
        try {
            return Json.read(type, response.body().readNBytes(MOST), "The server's answer");
        } catch (IOException e) {
            throw broken(response.sourceFailure().orElse(e));
        }
    }

    private <T> T exchange(Request request, Class<T> type) {
        try (Response response = open(request.header("Accept", "application/json"))) {
            succeed(response);
            return read(response, type);
        }
    }

    public static QuernException broken(IOException e) {
        return new QuernException(
                ErrorCode.UNAVAILABLE, "The exchange with the server broke: " + e.getMessage(), null, e);
    }
}
