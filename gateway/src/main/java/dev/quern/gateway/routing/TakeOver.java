package dev.quern.gateway.routing;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an alias is moved without a call that notices: what the next version needs is started fully, then new calls go to
 * it, and only then does what stood for the one before it go.
 */
public final class TakeOver {
    private static final double ALL = 100;

    private final RoutingCache routing;
    private final Preparation preparation;

    public TakeOver(RoutingCache routing, Preparation preparation) {
        this.routing = routing;
        this.preparation = preparation;
    }

    /**
     * Prepares the versions that {@code next} names, if the alias names any now, and then moves it.
     *
     * @param move what moves it, and has the routing know of it
     * @throws QuernException what keeps a version from starting; nothing was moved then
     */
    public <T> T move(FunctionName function, String alias, AliasTarget next, Supplier<T> move) {
        List<Share> shares = new ArrayList<>();
        double others = next.other().map(AliasTarget.Share::percent).orElse(0.0);
        shares.add(new Share(next.version(), (ALL - others) / ALL));
        next.other().ifPresent(other -> shares.add(new Share(other.version(), other.percent() / ALL)));
        List<Version> versions = new ArrayList<>();
        try {
            Optional<AliasTarget> now = routing.target(function, alias);
            for (Share share : shares) {
                if (now.isPresent() && share.part() > 0) {
                    Version version = routing.resolve(function, new Selector.Number(share.version()));
                    versions.add(version);
                    prepare(version, now.get().versions(), share.part());
                }
            }
            return move.get();
        } finally {
            versions.forEach(preparation::prepared);
        }
    }

    private record Share(int version, double part) {}

    private void prepare(Version version, List<Integer> present, double part) {
        try {
            preparation.prepare(version, present, part);
        } catch (QuernException e) {
            throw new QuernException(
                    e.code(),
                    version.function() + "@" + version.number() + " gets no calls since it does not start: " + e.text(),
                    e.fix().orElse("Deploy a version that starts."),
                    e);
        }
    }
}
