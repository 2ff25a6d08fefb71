package dev.quern.gateway.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.call.FunctionCalls;
import dev.quern.gateway.call.Routing;
import dev.quern.gateway.call.ServerAction;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every method and path of a function's server: what is behind the function's name is the server's path. */
public final class ServerRoutes implements ServerAction {
    static final String PREFIX = "/fn/";
    /** Names the version, since the query is the server's. */
    private static final String REF = "Quern-Ref";

    private final Routing routing;
    private final Node node;

    public ServerRoutes(Routing routing, Node node) {
        this.routing = routing;
        this.node = node;
    }

    public List<Route> routes() {
        return List.of(new Route(Route.ANY, PREFIX + "{ns}/{name}/{path...}", this::serve, false));
    }

    private void serve(Exchange x) {
        Instant received = Instant.now();
        long now = System.nanoTime();
        FunctionName name = new FunctionName(x.path("ns"), x.path("name"));
        Optional<String> ref = Optional.ofNullable(x.request().getHeaders().get(REF));
        Version version = FunctionCalls.version(x, routing, name, ref);
        if (!version.config().contract().isServer()) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    name + " is no server: its contract is "
                            + version.config().contract().wire(),
                    "Call it with POST /v1/functions/" + name + "/calls, or deploy it with --contract http or lambda.");
        }
        CallSpec spec =
                FunctionCalls.spec(x, version, List.of(), version.config().timeout(), received, now);
        serve(x, spec, target(x));
    }

    @Override
    public void serve(Exchange x, CallSpec spec, String target) {
        new ServerExchange(x, spec, target).start(node);
    }

    /** What was before the server's path; empty for a call, which is no request that is passed on. */
    static Optional<String> prefix(String pathQuery) {
        if (!pathQuery.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int query = pathQuery.indexOf('?');
        String path = query < 0 ? pathQuery : pathQuery.substring(0, query);
        int slash = path.indexOf('/', path.indexOf('/', PREFIX.length()) + 1);
        return Optional.of(slash < 0 ? path : path.substring(0, slash));
    }

    /** Path and query as they came, from behind the function's name. */
    private static String target(Exchange x) {
        String whole = x.request().getHttpURI().getPathQuery();
        int slash = whole.indexOf('/', whole.indexOf('/', PREFIX.length()) + 1);
        int query = whole.indexOf('?');
        if (slash < 0 || (query >= 0 && query < slash)) {
            return "/" + (query < 0 ? "" : whole.substring(query));
        }
        return whole.substring(slash);
    }
}
