package dev.quern.manager.task;

import dev.quern.core.task.Tier;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose tasks are next: deficit round robin (M. Shreedhar, G. Varghese, "Efficient Fair Queuing using Deficit
 * Round Robin", 1996) over the tiers, whose quantum is their weight, and round robin over the lanes of a tier.
 *
 * <p>A task costs one. A tier's turn lasts until its deficit is used up; a tier without work loses what it
 * had, so nobody saves up. Turn, deficits and the last lane served outlive a plan, so that plans of one task
 * are as fair as plans of many. A lane that has less than it was given is seen at the next plan, which comes at
 * once. Not safe for use by several threads.
 */
final class FairLanes {
    private static final Tier[] TURNS = {Tier.PAID, Tier.STANDARD, Tier.FREE};

    private final Map<Tier, Integer> deficits = new EnumMap<>(Tier.class);
    private final Map<Tier, String> served = new EnumMap<>(Tier.class);
    private int turn = TURNS.length - 1;

    /** Shares {@code places} among lanes that all have work; the quotas stand in the order of their first task. */
    List<LaneQuota> plan(Collection<Lane> lanes, int places) {
        Map<Tier, TreeSet<String>> working = new EnumMap<>(Tier.class);
        for (Lane lane : lanes) {
            working.computeIfAbsent(lane.tier(), tier -> new TreeSet<>()).add(lane.namespace());
        }
        deficits.keySet().retainAll(working.keySet());
        Map<Lane, Integer> given = new LinkedHashMap<>();
        for (int left = working.isEmpty() ? 0 : places; left > 0; left--) {
            Tier tier = next(working);
            deficits.merge(tier, -1, Integer::sum);
            given.merge(new Lane(tier, nextOf(tier, working)), 1, Integer::sum);
        }
        return given.entrySet().stream()
                .map(entry -> new LaneQuota(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The tier whose turn it is. */
    private Tier next(Map<Tier, TreeSet<String>> working) {
        while (deficits.getOrDefault(TURNS[turn], 0) <= 0) {
            turn = (turn + 1) % TURNS.length;
            if (working.containsKey(TURNS[turn])) {
                deficits.merge(TURNS[turn], TURNS[turn].weight(), Integer::sum);
            }
        }
        return TURNS[turn];
    }

    private String nextOf(Tier tier, Map<Tier, TreeSet<String>> working) {
        TreeSet<String> namespaces = working.getOrDefault(tier, new TreeSet<>());
        String last = served.get(tier);
        @Nullable String after = last == null ? null : namespaces.higher(last);
        String next = after == null ? namespaces.first() : after;
        served.put(tier, next);
        return next;
    }
}
