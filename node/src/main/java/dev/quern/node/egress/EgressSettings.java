package dev.quern.node.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How functions are let out.
 *
 * @param names how hosts are looked up
 * @param denied addresses nobody reaches, besides those that are denied always
 * @param perSandbox connections of one sandbox at once
 * @param inAll connections of all sandboxes at once
 * @param idle after how long without a byte one is closed
 * @param connectLimit how long connecting may take
 */
public record EgressSettings(
        Names names, Predicate<InetAddress> denied, int perSandbox, int inAll, Duration idle, Duration connectLimit) {
    public static final EgressSettings DEFAULT = new EgressSettings(
            host -> List.of(InetAddress.getAllByName(host)),
            _ -> false,
            256,
            1024,
            Duration.ofMinutes(30),
            Duration.ofSeconds(10));

    /**
     * The defaults but for what an operator says.
     *
     * @param deny networks, separated by commas
     */
    public static EgressSettings of(String deny, int inAll, Duration idle) {
        EgressSettings d = DEFAULT;
        return new EgressSettings(d.names, Network.anyOf(deny), d.perSandbox, inAll, idle, d.connectLimit);
    }

    /** Looks names up. */
    @FunctionalInterface
    public interface Names {
        /** Blocks. */
        List<InetAddress> lookup(String host) throws UnknownHostException;
    }
}
