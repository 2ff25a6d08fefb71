package dev.quern.gateway.resource;

import dev.quern.core.api.EgressBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.function.FunctionState;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.node.VersionLoad;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** How functions stand on the node: what there is, against what their aliases name. */
public final class Standing {
    private final Function<FunctionName, Map<Integer, VersionLoad>> loads;
    private final Predicate<String> unpacked;

    /**
     * @param loads what there is of a function's versions, see {@link dev.quern.node.Node#versions}
     * @param unpacked whether the image of this digest is unpacked
     */
    public Standing(Function<FunctionName, Map<Integer, VersionLoad>> loads, Predicate<String> unpacked) {
        this.loads = loads;
        this.unpacked = unpacked;
    }

    Map<Integer, VersionLoad> of(FunctionName function) {
        return loads.apply(function);
    }

    /** @param named the versions that aliases name */
    static FunctionState state(Optional<Version> live, Set<Integer> named, Map<Integer, VersionLoad> loads) {
        if (live.isEmpty()) {
            return FunctionState.EMPTY;
        }
        VersionLoad load = loads.getOrDefault(live.get().number(), VersionLoad.NONE);
        int there = load.ready() + load.busy();
        if (there == 0 && load.failure().isPresent()) {
            return FunctionState.FAILING;
        }
        boolean coming = load.preparing() || (there == 0 && load.starting() > 0);
        if (coming || there < live.get().config().min()) {
            return FunctionState.STARTING;
        }
        boolean leaving = loads.entrySet().stream()
                .filter(version -> !named.contains(version.getKey()))
                .anyMatch(version ->
                        version.getValue().busy() + version.getValue().waiting() > 0);
        if (leaving) {
            return FunctionState.SWITCHING;
        }
        return there == 0 ? FunctionState.IDLE : FunctionState.READY;
    }

    VersionStateBody body(Version version, boolean named, VersionLoad load) {
        String image = load.preparing() ? "preparing" : unpacked.test(version.imageDigest()) ? "present" : "absent";
        Optional<VersionLoad.Failure> failure = load.failure();
        return new VersionStateBody(
                version.number(),
                image,
                named ? version.config().min() : 0,
                load.ready(),
                load.starting(),
                load.busy(),
                load.waiting(),
                failure.map(VersionLoad.Failure::at).map(Instant::toString).orElse(null),
                failure.map(VersionLoad.Failure::message).orElse(null),
                load.egress()
                        .map(e -> new EgressBody(e.connections(), e.refused(), e.bytesOut(), e.bytesIn()))
                        .orElse(null));
    }
}
