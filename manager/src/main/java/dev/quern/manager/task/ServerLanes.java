package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.node.TaskRoom;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Which lanes are of servers, and how many tasks to claim from them. Those take no places of the node's: as many are
 * claimed as a function's instances have room for, and a few ahead, by the pace of late, behind which another instance is
 * started if that is sooner; of one function, and one namespace, never so many that others have none ({@link AtServers}).
 * What a function is shows with its first task. For one thread.
 */
final class ServerLanes {
    /** Of a function, ahead of an instance for them. */
    private static final int LEAST_AHEAD = 4;

    private static final int MOST_AHEAD = 32;
    /** At once, of all functions; the next turn comes soon. */
    private static final int MOST_CLAIMED = 128;

    private static final int MOST_KNOWN = 10_000;
    /**
     * A program's next version may be a server, and its tasks would wait for places of programs; so what was seen to be
     * one is looked at again.
     */
    private static final Duration PROGRAM = Duration.ofSeconds(5);

    private record Known(boolean server, long atNanos) {}

    private final Map<FunctionName, Known> known = new HashMap<>();
    private final FairLanes fair = new FairLanes();
    private final Prefetch pace;
    private final Supplier<AtServers> inHand;
    private final Function<FunctionName, TaskRoom> room;
    private final LongSupplier nanos;

    /**
     * @param inHand what there is at servers now
     * @param room what a function's instances have for tasks
     */
    ServerLanes(Prefetch pace, Supplier<AtServers> inHand, Function<FunctionName, TaskRoom> room, LongSupplier nanos) {
        this.pace = pace;
        this.inHand = inHand;
        this.room = room;
        this.nanos = nanos;
    }

    /**
     * A task was claimed, and what its function is was found out.
     *
     * @param server empty when it could not be told: what was known before is left, and else it is for programs' places,
     *     for a while, rather than claimed again and again to be told
     */
    void learn(FunctionName function, Optional<Boolean> server) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        if (server.isPresent() || known(function).isEmpty()) {
            known.put(function, new Known(server.orElse(false), nanos.getAsLong()));
        }
    }

    boolean isServer(Lane lane) {
        return function(lane).flatMap(this::known).map(Known::server).orElse(false);
    }

    /** Whether nothing was claimed from it yet, or not lately from a program's. */
    boolean isUnknown(Lane lane) {
        return function(lane).filter(function -> known(function).isEmpty()).isPresent();
    }

    private Optional<Known> known(FunctionName function) {
        return Optional.ofNullable(known.get(function))
                .filter(it -> it.server() || nanos.getAsLong() - it.atNanos() < PROGRAM.toNanos());
    }

    /** How many to claim from these, which all have work; lanes with no room now are left out. */
    List<LaneQuota> plan(List<Lane> lanes) {
        if (lanes.isEmpty()) {
            return List.of();
        }
        AtServers atServers = inHand.get();
        Map<FunctionName, Integer> wanted = new HashMap<>();
        // Those without room are none of whom places are shared out among: others would have less for it.
        Set<Lane> open = new LinkedHashSet<>();
        for (Lane lane : lanes) {
            FunctionName function = function(lane).orElseThrow();
            if (wanted.computeIfAbsent(function, name -> wanted(name) - atServers.waiting(name)) > 0) {
                open.add(lane);
            }
        }
        Map<Lane, Integer> quotas = new LinkedHashMap<>();
        int left = Math.min(atServers.free(), MOST_CLAIMED);
        while (left > 0 && !open.isEmpty()) {
            for (LaneQuota fairly : fair.plan(open, left)) {
                FunctionName function = function(fairly.lane()).orElseThrow();
                int most = wanted.getOrDefault(function, 0);
                int taken = atServers.take(function, Math.min(most, fairly.most()));
                if (taken > 0) {
                    quotas.merge(fairly.lane(), taken, Integer::sum);
                    wanted.put(function, most - taken);
                    left -= taken;
                }
                if (taken < fairly.most()) {
                    open.remove(fairly.lane());
                }
            }
        }
        return quotas.entrySet().stream()
                .map(quota -> new LaneQuota(quota.getKey(), quota.getValue()))
                .toList();
    }

    private int wanted(FunctionName function) {
        TaskRoom has = room.apply(function);
        return has.free()
                + switch (has.ahead()) {
                    case NONE -> 0;
                    case ONE -> 1;
                    case SOME -> Math.clamp(pace.target(), LEAST_AHEAD, MOST_AHEAD);
                };
    }

    /** Empty for tasks of images, which are programs. */
    private static Optional<FunctionName> function(Lane lane) {
        return lane.function().isEmpty()
                ? Optional.empty()
                : Optional.of(new FunctionName(lane.namespace(), lane.function()));
    }
}
