package dev.quern.manager.callback;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Which addresses a notification may go to: a submitter chooses the URL, and must not reach through this server
 * what only it can reach: itself, its link, and clouds' metadata services, also when they are written inside
 * an IPv6 address.
 */
final class Addresses {
    /** Metadata services at addresses of no special kind: Alibaba Cloud, Oracle Cloud, AWS (IPv6). */
    private static final Set<String> METADATA = Set.of("100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

    /** 64:ff9b::/96 (RFC 6052) and ::/96 (RFC 4291 section 2.5.5.1) end in an IPv4 address. */
    private static final byte[][] PREFIXES = {
        {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
    };

    private Addresses() {}

    static boolean mayBeCalled(InetAddress address) {
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
                return mayBeCalled(v4(bytes, 12));
            }
        }
        // 2002::/16, 6to4 (RFC 3056): the IPv4 address comes next.
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return !sixToFour || mayBeCalled(v4(bytes, 2));
    }

    private static InetAddress v4(byte[] bytes, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
