package dev.quern.node.egress;

import dev.quern.core.function.Egress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides for one sandbox. A listed name stands for the addresses the sandbox was told for it: asking for another
 * address, even one that is somebody's of that name, gets nowhere. After {@link #TTL} a name has to be looked up again
 * before its addresses are let through, since programs keep them for longer than they were told to. Used by one thread.
 */
final class Gate {
    static final Duration TTL = Duration.ofSeconds(30);

    private final Egress egress;
    private final Destinations destinations;
    private final Pins pins = new Pins();

    Gate(Egress egress, Destinations destinations) {
        this.egress = egress;
        this.destinations = destinations;
    }

    sealed interface Verdict {}

    record Allowed() implements Verdict {}

    record Refused() implements Verdict {}

    /** Whether it is allowed depends on what this name's addresses are by now. */
    record Ask(String name) implements Verdict {}

    Verdict decide(InetAddress address, int port, long now) {
        if (egress.reach() == Egress.Reach.ANY) {
            return destinations.mayBeReached(address, false) ? new Allowed() : new Refused();
        }
        if (!destinations.mayBeReached(address, true)) {
            return new Refused();
        }
        if (egress.targets().contains(new Egress.Target(address.getHostAddress(), port))) {
            return new Allowed();
        }
        List<String> names = pins.names(address).stream()
                .filter(name -> egress.targets().contains(new Egress.Target(name, port)))
                .toList();
        if (names.stream().anyMatch(name -> pins.holds(address, name, now))) {
            return new Allowed();
        }
        Optional<String> stale = names.stream().findFirst();
        return stale.isPresent() ? new Ask(stale.get()) : new Refused();
    }

    /** Whether the sandbox may ask for this name's addresses. */
    boolean mayAsk(String name) {
        return egress.reach() == Egress.Reach.ANY
                || egress.targets().stream()
                        .anyMatch(t -> !t.isAddress() && t.host().equals(name));
    }

    /** What the sandbox is told of a name's addresses; from now on it may connect there. */
    List<InetAddress> pin(String name, List<InetAddress> addresses, long now) {
        boolean listed = egress.reach() == Egress.Reach.LISTED;
        List<InetAddress> told = addresses.stream()
                .filter(address -> destinations.mayBeReached(address, listed))
                .distinct()
                .limit(DnsMessage.MOST_ADDRESSES)
                .toList();
        if (listed) {
            told.forEach(address -> pins.add(address, name, now + TTL.toNanos()));
        }
        return told;
    }
}
