package dev.quern.gateway.resource;

import dev.quern.core.api.EgressBody;
import dev.quern.core.api.InstanceBody;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.function.FunctionState;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.node.VersionLoad;
import dev.quern.node.server.InstanceReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** How functions stand on the node: what there is, against what their aliases name. */
public final class Standing {
    private static final double MICROS = 1000.0;

    private final Function<FunctionName, Map<Integer, VersionLoad>> loads;
    private final Function<FunctionName, Map<Integer, List<InstanceReading>>> instances;
    private final Predicate<String> unpacked;

    /**
     * @param loads what there is of a function's versions, see {@link dev.quern.node.Node#versions}
     * @param instances of its servers, see {@link dev.quern.node.Node#instances}
     * @param unpacked whether the image of this digest is unpacked
     */
    public Standing(
            Function<FunctionName, Map<Integer, VersionLoad>> loads,
            Function<FunctionName, Map<Integer, List<InstanceReading>>> instances,
            Predicate<String> unpacked) {
        this.loads = loads;
        this.instances = instances;
        this.unpacked = unpacked;
    }

    /** Newest version first, and of each the oldest instance. */
    List<InstanceBody> instances(FunctionName function) {
        Instant now = Instant.now();
        return instances.apply(function).entrySet().stream()
                .sorted(Map.Entry.<Integer, List<InstanceReading>>comparingByKey()
                        .reversed())
                .flatMap(version -> version.getValue().stream().map(i -> instance(version.getKey(), i, now)))
                .toList();
    }

    private static InstanceBody instance(int version, InstanceReading i, Instant now) {
        return new InstanceBody(
                i.id().toString(),
                version,
                i.state(),
                i.startedAt().toString(),
                Math.max(0, Duration.between(i.startedAt(), now).toMillis()),
                i.served(),
                i.running(),
                i.memoryBytes(),
                i.cpuMicros() / MICROS);
    }

    /** How many the version has, and is to have. */
    public ScaleBody scale(Version version, boolean named, OptionalInt number) {
        VersionLoad load = loads.apply(version.function()).getOrDefault(version.number(), VersionLoad.NONE);
        // A sandbox of a program that has a call is not ready for another.
        int actual = version.config().contract().isServer() ? load.ready() + load.busy() : load.ready();
        return new ScaleBody(
                version.number(),
                number.isPresent() ? Integer.valueOf(number.getAsInt()) : null,
                number.orElse(named ? version.config().min() : 0),
                actual);
    }

    Map<Integer, VersionLoad> of(FunctionName function) {
        return loads.apply(function);
    }

    /** @param named the versions that aliases name */
    static FunctionState state(Optional<Version> live, Set<Integer> named, Map<Integer, VersionLoad> loads) {
        return state(live, OptionalInt.empty(), named, loads);
    }

    /** @param number of instances that the live version was given */
    static FunctionState state(
            Optional<Version> live, OptionalInt number, Set<Integer> named, Map<Integer, VersionLoad> loads) {
        if (live.isEmpty()) {
            return FunctionState.EMPTY;
        }
        VersionLoad load = loads.getOrDefault(live.get().number(), VersionLoad.NONE);
        int there = load.ready() + load.busy();
        if (there == 0 && load.failure().isPresent()) {
            return FunctionState.FAILING;
        }
        boolean coming = load.preparing() || (there == 0 && load.starting() > 0);
        if (coming || there < number.orElse(live.get().config().min())) {
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

    VersionStateBody body(Version version, boolean named, OptionalInt number, VersionLoad load) {
        String image = load.preparing() ? "preparing" : unpacked.test(version.imageDigest()) ? "present" : "absent";
        Optional<VersionLoad.Failure> failure = load.failure();
        return new VersionStateBody(
                version.number(),
                image,
                named ? version.config().min() : 0,
                number.isPresent() ? Integer.valueOf(number.getAsInt()) : null,
                load.ready(),
                load.starting(),
                load.busy(),
                load.waiting(),
                failure.map(VersionLoad.Failure::at).map(Instant::toString).orElse(null),
                failure.map(VersionLoad.Failure::message).orElse(null),
                load.egress()
                        .map(e -> new EgressBody(e.connections(), e.refused(), e.full(), e.bytesOut(), e.bytesIn()))
                        .orElse(null));
    }
}
