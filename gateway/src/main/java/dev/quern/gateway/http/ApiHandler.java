package dev.quern.gateway.http;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The way of every request: health, or key → route → action, or an error answer. What may wait does so on
 * a virtual thread; the HTTP server's own threads are few, and one that handles a request goes on to the next
 * connection itself, without waking another.
 */
public final class ApiHandler extends Handler.Abstract.NonBlocking {
    private static final Map<String, String> HEALTH = Map.of("/livez", "ok\n", "/readyz", "ready\n");

    private final Router router;
    private final Authenticator authenticator;
    private final BooleanSupplier ready;

    public ApiHandler(Router router, Authenticator authenticator, BooleanSupplier ready) {
        this.router = router;
        this.authenticator = authenticator;
        this.ready = ready;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = path(request);
        if (HEALTH.containsKey(path)) {
            Exchange.later(() -> health(path, response, callback));
            return true;
        }
        try {
            if (!isServers(path) && request.getHttpURI().hasViolations()) {
                throw QuernException.invalid("The path is ambiguous: it has empty parts, dots or encoded slashes");
            }
            Caller caller = authenticate(request);
            Router.Match match = router.match(request.getMethod(), path);
            // A silent function is no idle client; calls have their deadline.
            request.addIdleTimeoutListener(timeout -> false);
            Exchange exchange = new Exchange(request, response, callback, caller, match.path());
            if (match.route().waits()) {
                Exchange.later(() -> act(match.route(), exchange));
            } else {
                match.route().action().handle(exchange);
            }
        } catch (Exception | Error e) {
            Exchange.later(() -> refuse(request, response, callback, e));
        }
        return true;
    }

    /** As it came where what follows is for a function's server, to which it may mean something; else decoded. */
    private static String path(Request request) {
        String raw = request.getHttpURI().getPath();
        return raw != null && isServers(raw) ? raw : Request.getPathInContext(request);
    }

    private static boolean isServers(String path) {
        return path.startsWith("/fn/");
    }

    private void act(Route route, Exchange x) {
        try {
            route.action().handle(x);
        } catch (Exception | Error e) {
            // An Error too: the client would wait for ever.
            refuse(x.request(), x.response(), x.callback(), e);
        }
    }

    private void health(String path, Response response, Callback callback) {
        boolean ok = path.equals("/livez") || ready.getAsBoolean();
        response.setStatus(ok ? 200 : 503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        String text = ok ? HEALTH.getOrDefault(path, "") : "not ready\n";
        response.write(true, ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), callback);
    }

    private Caller authenticate(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new QuernException(
                    ErrorCode.UNAUTHENTICATED,
                    "This request came without a key",
                    "Send the header 'Authorization: Bearer KEY'; on the server's machine the admin key is in"
                            + " the file admin.key of the data directory.");
        }
        return authenticator
                .authenticate(header.substring(7).trim())
                .orElseThrow(() -> new QuernException(
                        ErrorCode.UNAUTHENTICATED, "This key is not known", "It may have been rotated or removed."));
    }

    private void refuse(Request request, Response response, Callback callback, Throwable cause) {
        if (cause instanceof QuernException e && e.code() == ErrorCode.METHOD_NOT_ALLOWED) {
            response.getHeaders().put(HttpHeader.ALLOW, router.allowed(path(request)));
        }
        Refusal.of(request, response, callback, cause);
    }
}
