package dev.quern.gateway.release;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.ScalePut;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.core.value.DataSize;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.resource.Standing;
import dev.quern.gateway.resource.Unknown;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.function.Scales;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code F/scale}: an absolute number of instances, or of ready sandboxes. */
public final class Scaling {
    private final Scales scales;
    private final RoutingCache routing;
    private final Standing standing;
    private final DataSize memory;

    /** @param memory that all instances together may be limited to */
    public Scaling(Scales scales, RoutingCache routing, Standing standing, DataSize memory) {
        this.scales = scales;
        this.routing = routing;
        this.standing = standing;
        this.memory = memory;
    }

    /** @throws QuernException conflict for a version that no alias names, of which nothing is kept */
    ScaleBody set(Principal who, FunctionName function, ScalePut put) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        Selector ref = Optional.ofNullable(put.ref()).map(Selector::parse).orElse(Selector.LIVE);
        Version version = routing.resolve(function, ref);
        if (!routing.named(function).contains(version.number())) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "No alias names " + function + "@" + version.number() + ", so nothing is kept of it",
                    "Point an alias at it with 'quern alias set' first.");
        }
        Optional<Integer> instances = Optional.ofNullable(put.instances());
        instances.ifPresent(number -> check(version, number));
        OptionalInt number = instances.map(OptionalInt::of).orElse(OptionalInt.empty());
        scales.set(function, version.number(), number);
        routing.refreshFunction(function);
        return standing.scale(version, true, number);
    }

    private void check(Version version, int instances) {
        int most = version.config().max();
        if (instances < 0 || instances > most) {
            throw QuernException.invalid(
                    version.function() + "@" + version.number() + " has 0 to " + most + " instances, its --max, not "
                            + instances,
                    "Deploy it with a larger --max.");
        }
        DataSize each = version.config().memory();
        if (version.config().contract().isServer() && instances > 1 && instances * each.bytes() > memory.bytes()) {
            throw QuernException.invalid(
                    instances + " instances of " + each.toHuman() + " are more than the node has for servers: "
                            + memory.toHuman(),
                    "Ask for at most " + memory.bytes() / each.bytes() + ", or raise node.server-memory.");
        }
    }
}
