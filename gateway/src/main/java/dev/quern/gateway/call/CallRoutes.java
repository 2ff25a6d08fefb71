package dev.quern.gateway.call;

import dev.quern.core.access.Role;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Names;
import dev.quern.core.value.Durations;
import dev.quern.core.value.Ids;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.node.call.CallSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The two ways to make a call: of a function, and of an image that no function names. */
public final class CallRoutes {
    private final Routing routing;
    private final CallAction action;
    private final ServerAction servers;

    public CallRoutes(Routing routing, CallAction action, ServerAction servers) {
        this.routing = routing;
        this.action = action;
        this.servers = servers;
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", "/v1/functions/{ns}/{name}/calls", this::function, false),
                new Route("POST", "/v1/calls", this::image, false));
    }

    private void function(Exchange x) {
        Instant received = Instant.now();
        long now = System.nanoTime();
        FunctionName name = new FunctionName(x.path("ns"), x.path("name"));
        Version version = FunctionCalls.version(x, routing, name, x.query("ref"));
        x.response().getHeaders().put("Quern-Function-Version", version.number());
        FunctionConfig config = version.config();
        CallSpec spec = FunctionCalls.spec(x, version, Arguments.of(x), timeout(x, config.timeout()), received, now);
        if (config.contract().isServer()) {
            servers.serve(x, spec, "/");
        } else {
            action.run(x, spec);
        }
    }

    /** Developers only: whoever may name any image may run anything it holds. */
    private void image(Exchange x) {
        Instant received = Instant.now();
        long now = System.nanoTime();
        String namespace = Names.check("namespace", x.namespace());
        x.require(Role.DEVELOPER, namespace);
        String image = AdHoc.image(x, "/v1/calls");
        FunctionConfig config = AdHoc.config(x);
        new ImageLookup(routing)
                .find(x, namespace, image, digest -> action.run(x, spec(x, namespace, digest, config, received, now)));
    }

    private static CallSpec spec(
            Exchange x, String namespace, String digest, FunctionConfig config, Instant received, long now) {
        return new CallSpec(
                Ids.next(),
                namespace,
                Optional.empty(),
                0,
                digest,
                config,
                Arguments.of(x),
                true,
                x.principal().keyId(),
                x.caller().maxRunning(),
                received,
                received.plus(config.timeout()),
                now + config.timeout().toNanos(),
                Optional.empty());
    }

    /** A caller may be less patient than the version, never more. */
    private static Duration timeout(Exchange x, Duration most) {
        Optional<Duration> asked = x.query("timeout").map(Durations::parse);
        if (asked.isPresent() && (asked.get().isZero() || asked.get().compareTo(most) > 0)) {
            throw QuernException.invalid(
                    "timeout must be above zero and at most the function's " + Durations.format(most));
        }
        return asked.orElse(most);
    }
}
