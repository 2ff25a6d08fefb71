package dev.quern.core.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Which addresses others may reach through this server, who choose a callback's URL or what a function connects to:
 * not what only the server can reach, itself, its link, and clouds' metadata services, also when they are written
 * inside an IPv6 address.
 */
public final class Addresses {
    /** Metadata services at addresses of no special kind: Alibaba Cloud, Oracle Cloud, Azure, AWS (IPv6). */
    private static final Set<String> METADATA =
            Set.of("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2:0:0:0:0:0:254");

    /** 64:ff9b::/96 (RFC 6052) and ::/96 (RFC 4291 section 2.5.5.1) end in an IPv4 address. */
    private static final byte[][] PREFIXES = {
        {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
    };

    private Addresses() {}

    public static boolean mayBeReached(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress().replaceFirst("%.*", ""))) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address)) {
            return bytes[0] != 0 && (bytes[0] & 0xf0) != 0xf0;
        }
        for (byte[] prefix : PREFIXES) {
            if (Arrays.equals(prefix, 0, 12, bytes, 0, 12)) {
                return mayBeReached(v4(bytes, 12));
            }
        }
        // 2002::/16, 6to4 (RFC 3056): the IPv4 address comes next.
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return !sixToFour || mayBeReached(v4(bytes, 2));
    }

    /** Of a network that is not the internet: RFC 1918, 6598, 2544 and 6890; IPv4 only, all others are. */
    public static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length != 4 || address.isSiteLocalAddress()) {
            return true;
        }
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        return first == 100 && (second & 0xc0) == 64
                || first == 198 && (second & 0xfe) == 18
                || first == 192 && second == 0 && b[2] == 0;
    }

    private static InetAddress v4(byte[] bytes, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
