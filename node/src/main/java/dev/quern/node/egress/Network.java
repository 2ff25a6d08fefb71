package dev.quern.node.egress;

import dev.quern.core.error.QuernException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Addresses that begin alike, written {@code 10.0.0.0/8}, or one address. */
record Network(int first, int bits) {
    /** The short forms of old mean something else to most readers. */
    private static final Pattern WHOLE = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    static Predicate<InetAddress> anyOf(String list) {
        List<Network> networks = Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .map(Network::parse)
                .toList();
        return address -> networks.stream().anyMatch(network -> network.holds(address));
    }

    private static Network parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : 32;
            if (parts.length <= 2 && WHOLE.matcher(parts[0]).matches() && bits >= 1 && bits <= 32) {
                int address = number(Inet4Address.ofLiteral(parts[0]));
                return new Network(address & mask(bits), bits);
            }
        } catch (IllegalArgumentException e) {
            throw refused(text);
        }
        throw refused(text);
    }

    private boolean holds(InetAddress address) {
        return address instanceof Inet4Address && (number(address) & mask(bits)) == first;
    }

    private static int number(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static int mask(int bits) {
        return -1 << (32 - bits);
    }

    private static QuernException refused(String text) {
        return QuernException.invalid(
                "'" + text + "' is not a network of IPv4 addresses", "Write ADDRESS/BITS, for example 10.0.0.0/8.");
    }
}
