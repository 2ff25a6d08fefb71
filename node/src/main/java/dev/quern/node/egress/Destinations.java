package dev.quern.node.egress;

import dev.quern.core.address.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Which addresses functions may have at all, whatever their versions say. */
final class Destinations {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Predicate<InetAddress> denied;
    private volatile Own own = new Own(Set.of(), System.nanoTime() - FRESH.toNanos());

    private record Own(Set<InetAddress> addresses, long readNanos) {}

    Destinations(Predicate<InetAddress> denied) {
        this.denied = denied;
    }

    /** @param named whether the version names it, or a host that is there */
    boolean mayBeReached(InetAddress address, boolean named) {
        return address instanceof Inet4Address
                && Addresses.mayBeReached(address)
                && !denied.test(address)
                && (named || !Addresses.isPrivate(address))
                && !own().contains(address);
    }

    /** The machine's own: whoever listens on them, the server itself among others, takes its callers for neighbours. */
    private Set<InetAddress> own() {
        Own known = own;
        if (System.nanoTime() - known.readNanos() < FRESH.toNanos()) {
            return known.addresses();
        }
        Set<InetAddress> found = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(found::add);
        } catch (SocketException e) {
            throw new IllegalStateException("the machine's own addresses cannot be read", e);
        }
        own = new Own(found, System.nanoTime());
        return found;
    }
}
