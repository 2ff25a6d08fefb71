package dev.quern.manager.task;

import dev.quern.core.task.Tier;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose tasks are next: deficit round robin (M. Shreedhar, G. Varghese, "Efficient Fair Queuing using Deficit
 * Round Robin", 1996) over the tiers, whose quantum is their weight, then round robin over the namespaces of a
 * tier and over the functions of a namespace.
 *
 * <p>A task costs one. A tier's turn lasts until its deficit is used up; a tier without work loses what it
 * had, so nobody saves up. Turn, deficits and who was served last outlive a plan, so that plans of one task
 * are as fair as plans of many. A lane that has less than it was given is seen at the next plan, which comes at
 * once. Not safe for use by several threads.
 */
final class FairLanes {
    private static final Tier[] TURNS = {Tier.PAID, Tier.STANDARD, Tier.FREE};

    /** A tier's namespaces that have work, each with its functions that have. */
    private static final class Working extends TreeMap<String, NavigableSet<String>> {}

    private record Namespace(Tier tier, String name) {}

    private final Map<Tier, Integer> deficits = new EnumMap<>(Tier.class);
    private final Map<Tier, String> servedNamespaces = new EnumMap<>(Tier.class);
    private final Map<Namespace, String> servedFunctions = new HashMap<>();
    private int turn = TURNS.length - 1;

    /** Shares {@code places} among lanes that all have work; the quotas stand in the order of their first task. */
    List<LaneQuota> plan(Collection<Lane> lanes, int places) {
        Map<Tier, Working> working = new EnumMap<>(Tier.class);
        for (Lane lane : lanes) {
            working.computeIfAbsent(lane.tier(), tier -> new Working())
                    .computeIfAbsent(lane.namespace(), namespace -> new TreeSet<>())
                    .add(lane.function());
        }
        deficits.keySet().retainAll(working.keySet());
        servedFunctions
                .keySet()
                .removeIf(it -> !working.getOrDefault(it.tier(), new Working()).containsKey(it.name()));
        Map<Lane, Integer> given = new LinkedHashMap<>();
        for (int left = working.isEmpty() ? 0 : places; left > 0; left--) {
            Tier tier = next(working.keySet());
            deficits.merge(tier, -1, Integer::sum);
            given.merge(nextOf(tier, working.getOrDefault(tier, new Working())), 1, Integer::sum);
        }
        return given.entrySet().stream()
                .map(entry -> new LaneQuota(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The tier whose turn it is. */
    private Tier next(Set<Tier> working) {
        while (deficits.getOrDefault(TURNS[turn], 0) <= 0) {
            turn = (turn + 1) % TURNS.length;
            if (working.contains(TURNS[turn])) {
                deficits.merge(TURNS[turn], TURNS[turn].weight(), Integer::sum);
            }
        }
        return TURNS[turn];
    }

    private Lane nextOf(Tier tier, Working working) {
        String namespace = after(servedNamespaces.get(tier), working.navigableKeySet());
        servedNamespaces.put(tier, namespace);
        Namespace at = new Namespace(tier, namespace);
        String function = after(servedFunctions.get(at), working.getOrDefault(namespace, new TreeSet<>()));
        servedFunctions.put(at, function);
        return new Lane(tier, namespace, function);
    }

    /** The name behind the last one, round and round. */
    private static String after(@Nullable String last, NavigableSet<String> names) {
        @Nullable String next = last == null ? null : names.higher(last);
        return next == null ? names.first() : next;
    }
}
