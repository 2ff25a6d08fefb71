package dev.quern.gateway.http;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import io.avaje.jsonb.JsonType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One authenticated request and its answer, as routes see them. Used by one thread. */
public final class Exchange {
    /** JSON bodies are small; whatever is larger is not one. */
    private static final int MOST_JSON = 4 << 20;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Caller caller;
    private final Map<String, String> path;
    private @Nullable Fields query;

    Exchange(Request request, Response response, Callback callback, Caller caller, Map<String, String> path) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.caller = caller;
        this.path = path;
    }

    /** Does the work on a virtual thread: whatever may wait, since the HTTP server's own threads are few. */
    public static void later(Runnable work) {
        Thread.ofVirtual().name("quern-request").start(work);
    }

    public Request request() {
        return request;
    }

    public Response response() {
        return response;
    }

    public Callback callback() {
        return callback;
    }

    public Caller caller() {
        return caller;
    }

    public Principal principal() {
        return caller.principal();
    }

    /** A part of the path, decoded: {@code {ns}} of the route's template. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    private Fields query() {
        Fields known = query;
        if (known == null) {
            known = Request.extractQueryParameters(request);
            query = known;
        }
        return known;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query().getValue(name));
    }

    public List<String> queryAll(String name) {
        List<String> values = query().getValues(name);
        return values == null ? List.of() : values;
    }

    public int limit() {
        String text = query("limit").orElse("100");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= 1000) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for both.
        }
        throw QuernException.invalid("limit must be a number from 1 to 1000, not '" + text + "'");
    }

    /** {@code ?since=}. */
    public Optional<Instant> since() {
        return instant("since");
    }

    public Optional<Instant> instant(String name) {
        return query(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw QuernException.invalid(name + " must be an RFC 3339 time in UTC, not '" + text + "'");
            }
        });
    }

    /** The namespace of {@code ?namespace=}, or the key's own, or {@code default} for an admin. */
    public String namespace() {
        return query("namespace").orElseGet(caller::defaultNamespace);
    }

    /** Refuses callers that lack {@code role} there, as if there were nothing: they may not know. */
    public void require(Role role, String namespace) {
        if (principal().may(role, namespace)) {
            return;
        }
        if (principal().may(Role.INVOKER, namespace)) {
            throw new QuernException(
                    ErrorCode.FORBIDDEN,
                    "This needs a key with the role " + role.wire(),
                    "Ask an admin for a key: quern key create --role " + role.wire());
        }
        throw hidden();
    }

    /** For what this key may not know of. */
    public static QuernException hidden() {
        return new QuernException(ErrorCode.NOT_FOUND, "There is nothing here that this key may see");
    }

    public <T> T json(JsonType<T> type) {
        byte[] body = body();
        try {
            return type.fromJson(body);
        } catch (RuntimeException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The body is not the JSON this route takes: " + e.getMessage(),
                    "See /v1/openapi.json.",
                    e);
        }
    }

    private byte[] body() {
        long length = request.getLength();
        if (length > MOST_JSON) {
            throw tooLarge();
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (java.io.InputStream in = new RequestInput(request)) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (out.size() + n > MOST_JSON) {
                    throw tooLarge();
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INVALID_ARGUMENT, "The body was cut short", null, e);
        }
        return out.toByteArray();
    }

    private static QuernException tooLarge() {
        return new QuernException(ErrorCode.BODY_TOO_LARGE, "A JSON body has at most 4 MiB");
    }

    /** Answers with JSON and ends the exchange. */
    public <T> void answer(int status, JsonType<T> type, T value) {
        answer(status, "application/json", type.toJsonBytes(value));
    }

    public void answerEmpty(int status) {
        response.setStatus(status);
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    public void answer(int status, String contentType, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Begins a streamed answer; {@link #send} continues and {@link #end} ends it. */
    public void begin(String contentType) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        unknownLength();
    }

    /**
     * The answer's length is not known before its end. On HTTP/1.1 that is marked by chunks, also on a
     * connection that will not be kept, where the server would let the close mark it: only so is a close
     * without the mark a failure to every client.
     */
    public void unknownLength() {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED);
        }
    }

    public void send(String text) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), sent);
            sent.block();
        }
    }

    public void end() {
        response.write(true, ByteBuffer.allocate(0), callback);
    }
}
