package dev.quern.node.share;

import java.util.HashMap;
import java.util.Map;

/**
 * A bound that many versions draw on, of which a greedy one always leaves something for the others.
 *
 * <p>Nobody has a fixed part, of which most would lie idle; what one may have follows what is left (dynamic thresholds:
 * Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998). A namespace may have at most {@link #NAMESPACE}
 * times what is still free, a version at most what is still free for its namespace, or for all if that is less. So one
 * greedy version has half of it, two of different namespaces a third each, and all versions of one namespace together
 * never more than three quarters: the first bound is for functions among their own, the second for namespaces, of which
 * one may have as many versions as it likes. Who has nothing gets the first of it as long as there is any.
 *
 * <p>What somebody has is not taken away. When others come the greedy get nothing more until they gave back what they
 * have too much.
 */
public final class Shares {
    static final int NAMESPACE = 3;

    private final long most;
    // Guarded by this; who holds nothing is in neither map.
    private final Map<String, Long> namespaces = new HashMap<>();
    private final Map<Holder, Long> versions = new HashMap<>();
    private long used;

    public Shares(long most) {
        this.most = most;
    }

    public Share of(Holder holder) {
        return new Share(this, holder);
    }

    public synchronized long used() {
        return used;
    }

    public synchronized boolean isUsedUp() {
        return used == most;
    }

    /** False when that would be more than it may have now. */
    public synchronized boolean take(Holder holder, long units) {
        long free = most - used - units;
        long inNamespace = namespaces.getOrDefault(holder.namespace(), 0L);
        long ofVersion = versions.getOrDefault(holder, 0L);
        long left = inNamespace == 0 ? free : Math.min(free, NAMESPACE * free - inNamespace - units);
        if (left < (ofVersion == 0 ? 0 : ofVersion + units)) {
            return false;
        }
        hold(holder, units);
        return true;
    }

    /** It has them already, whether it may or not. */
    public synchronized void hold(Holder holder, long units) {
        used += units;
        namespaces.merge(holder.namespace(), units, Long::sum);
        versions.merge(holder, units, Long::sum);
    }

    public synchronized void giveBack(Holder holder, long units) {
        used -= units;
        namespaces.computeIfPresent(holder.namespace(), (_, held) -> held == units ? null : held - units);
        versions.computeIfPresent(holder, (_, held) -> held == units ? null : held - units);
    }
}
