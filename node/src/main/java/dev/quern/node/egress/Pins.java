package dev.quern.node.egress;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which names the addresses that one sandbox was told belong to, and until when that is taken for granted. The oldest
 * address is forgotten when there are too many. Used by one thread.
 */
final class Pins {
    private static final int MOST_ADDRESSES = 1024;

    private final LinkedHashMap<InetAddress, Map<String, Long>> byAddress = new LinkedHashMap<>();

    /** Names there are only as many as the version lists. */
    void add(InetAddress address, String name, long untilNanos) {
        byAddress.computeIfAbsent(address, _ -> new HashMap<>()).put(name, untilNanos);
        if (byAddress.size() > MOST_ADDRESSES) {
            byAddress.pollFirstEntry();
        }
    }

    /** All names it was told for. */
    Set<String> names(InetAddress address) {
        return byAddress.getOrDefault(address, Map.of()).keySet();
    }

    boolean holds(InetAddress address, String name, long now) {
        Long until = byAddress.getOrDefault(address, Map.of()).get(name);
        return until != null && now - until < 0;
    }
}
