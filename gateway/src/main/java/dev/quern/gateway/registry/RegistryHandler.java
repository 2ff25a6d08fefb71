package dev.quern.gateway.registry;

import dev.quern.core.access.Principal;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Authenticator;
import dev.quern.gateway.http.Exchange;
import dev.quern.objects.FullDisk;
import dev.quern.registry.Registry;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is below {@code /v2/}; everything else goes to the handler behind it. */
public final class RegistryHandler extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);
    private static final String ROOT = "/v2";

    private final Access access;
    private final Routes routes;

    /** @param onChange runs after a tag was moved or a manifest removed, before the client knows */
    public RegistryHandler(Handler others, Registry registry, Authenticator keys, Runnable onChange) {
        super(others);
        this.access = new Access(keys);
        this.routes = new Routes(registry, onChange);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            return super.handle(request, response, callback);
        }
        // Storing a large blob takes a while in which nothing is heard; reading has a limit of its own.
        request.addIdleTimeoutListener(timeout -> false);
        Exchange.later(() -> serve(path.substring(ROOT.length()), request, response, callback));
        return true;
    }

    private void serve(String path, Request request, Response response, Callback callback) {
        ReplyWriter writer = new ReplyWriter(request, response, callback);
        try {
            writer.write(reply(path, request));
        } catch (Exception e) {
            if (response.isCommitted() || e instanceof EofException) {
                Abort.connection(request, callback, e);
                return;
            }
            writer.write(failure(e));
        }
    }

    private Reply reply(String path, Request request) throws Exception {
        if (request.getHttpURI().hasViolations()) {
            return Reply.error(400, Code.NAME_INVALID, "The path has empty parts, dots or encoded slashes");
        }
        Optional<Principal> who =
                access.principal(Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)));
        if (who.isEmpty()) {
            // Basic, which every client knows: the password is a key and never leaves this server for another.
            return Reply.error(Code.UNAUTHORIZED, "Log in with any user name and a Quern key as the password")
                    .with("WWW-Authenticate", "Basic realm=\"quern\"");
        }
        return routes.serve(path, new RegistryExchange(request, who.get()));
    }

    private static Reply failure(Exception e) {
        if (e instanceof QuernException q && q.code() != ErrorCode.INTERNAL) {
            Reply reply = Reply.error(q.code().status(), code(q.code()), q.text());
            return q.code() == ErrorCode.UNAVAILABLE ? reply.with("Retry-After", "1") : reply;
        }
        if (FullDisk.is(e)) {
            return Reply.error(ErrorCode.DISK_FULL.status(), Code.UNKNOWN, "The registry's disk is full");
        }
        LOG.error("a request to the registry failed unexpectedly", e);
        return Reply.error(Code.UNKNOWN, "Something failed inside the server; its log says what");
    }

    private static Code code(ErrorCode code) {
        return switch (code) {
            case NAMESPACE_NOT_FOUND -> Code.NAME_UNKNOWN;
            case INVALID_IMAGE, INVALID_ARGUMENT -> Code.MANIFEST_INVALID;
            case FORBIDDEN -> Code.DENIED;
            default -> Code.UNKNOWN;
        };
    }
}
