package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Which lanes are of servers, and how many tasks to claim from them. Those take no places of the node's: as many are
 * claimed as a function's instances have room for, and a few ahead, by the pace of late, behind which another instance is
 * started if that is sooner. What a function is shows with its first task. For one thread.
 */
final class ServerLanes {
    /** Of a function, ahead of an instance for them. */
    private static final int LEAST_AHEAD = 4;

    private static final int MOST_AHEAD = 32;
    /** At once, of all functions; the next turn comes soon. */
    private static final int MOST_CLAIMED = 128;

    private static final int MOST_KNOWN = 10_000;

    private final Map<FunctionName, Boolean> known = new HashMap<>();
    private final FairLanes fair = new FairLanes();
    private final InHand inHand;
    private final Prefetch pace;
    private final int mostInHand;
    private final ToIntFunction<FunctionName> room;

    /**
     * @param mostInHand attempts of servers, so that many that are slow leave room for programs' to be claimed
     * @param room tasks that a function's instances could begin at once
     */
    ServerLanes(InHand inHand, Prefetch pace, int mostInHand, ToIntFunction<FunctionName> room) {
        this.inHand = inHand;
        this.pace = pace;
        this.mostInHand = mostInHand;
        this.room = room;
    }

    /** A task was claimed, and what its function is was found out. */
    void learn(FunctionName function, boolean server) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(function, server);
    }

    boolean isServer(Lane lane) {
        return function(lane).map(known::get).orElse(false);
    }

    /** Whether nothing was claimed from it yet. */
    boolean isUnknown(Lane lane) {
        return function(lane).filter(function -> !known.containsKey(function)).isPresent();
    }

    /** How many to claim from these, which all have work; lanes with no room now are left out. */
    List<LaneQuota> plan(List<Lane> lanes) {
        if (lanes.isEmpty()) {
            return List.of();
        }
        int held = 0;
        Map<FunctionName, Integer> waiting = new HashMap<>();
        for (Execution execution : inHand.all()) {
            if (execution.isAtServer()) {
                held++;
                if (execution.stage() == InHand.Stage.AT_SERVER) {
                    execution.task().function().ifPresent(function -> waiting.merge(function, 1, Integer::sum));
                }
            }
        }
        Map<FunctionName, Integer> left = new HashMap<>();
        List<LaneQuota> quotas = new ArrayList<>();
        for (LaneQuota fairly : fair.plan(lanes, Math.clamp(mostInHand - held, 0, MOST_CLAIMED))) {
            FunctionName function = function(fairly.lane()).orElseThrow();
            int most = left.computeIfAbsent(function, name -> wanted(name) - waiting.getOrDefault(name, 0));
            int quota = Math.min(most, fairly.most());
            if (quota > 0) {
                quotas.add(new LaneQuota(fairly.lane(), quota));
                left.put(function, most - quota);
            }
        }
        return quotas;
    }

    private int wanted(FunctionName function) {
        return room.applyAsInt(function) + Math.clamp(pace.target(), LEAST_AHEAD, MOST_AHEAD);
    }

    /** Empty for tasks of images, which are programs. */
    private static Optional<FunctionName> function(Lane lane) {
        return lane.function().isEmpty()
                ? Optional.empty()
                : Optional.of(new FunctionName(lane.namespace(), lane.function()));
    }
}
