package dev.quern.sandbox.seccomp;

import dev.quern.sandbox.seccomp.Verdict.Check;
import dev.quern.sandbox.seccomp.Verdict.Clause;
import dev.quern.sandbox.seccomp.Verdict.Match;
import dev.quern.sandbox.seccomp.Verdict.Refuse;
import java.util.List;

/**
 * Which sockets there are: local ones; TCP and UDP; and of netlink the routing family, which every
 * {@code getifaddrs} asks for the interfaces and which changes nothing without capabilities. The other
 * families reach past the network namespace (vsock), need privileges (packet, raw), or load kernel modules
 * when somebody asks for them. Refused families and protocols answer as a kernel without them does.
 */
final class SocketRules {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int STREAM = 1;
    private static final int DGRAM = 2;
    private static final int RAW = 3;
    private static final int SEQPACKET = 5;
    /** The type's other bits are SOCK_CLOEXEC and SOCK_NONBLOCK. */
    private static final int TYPE_MASK = 0xF;

    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int NETLINK_ROUTE = 0;

    static final Check SOCKET = new Check(
            List.of(
                    type(AF_UNIX, STREAM),
                    type(AF_UNIX, DGRAM),
                    type(AF_UNIX, SEQPACKET),
                    protocol(AF_INET, STREAM, 0),
                    protocol(AF_INET, STREAM, IPPROTO_TCP),
                    protocol(AF_INET, DGRAM, 0),
                    protocol(AF_INET, DGRAM, IPPROTO_UDP),
                    protocol(AF_INET6, STREAM, 0),
                    protocol(AF_INET6, STREAM, IPPROTO_TCP),
                    protocol(AF_INET6, DGRAM, 0),
                    protocol(AF_INET6, DGRAM, IPPROTO_UDP),
                    protocol(AF_NETLINK, RAW, NETLINK_ROUTE),
                    protocol(AF_NETLINK, DGRAM, NETLINK_ROUTE),
                    refuse(new Match(1, TYPE_MASK, RAW), Verdict.EPERM),
                    refuse(Match.is(0, AF_UNIX), Verdict.EPERM),
                    refuse(Match.is(0, AF_INET), Verdict.EPROTONOSUPPORT),
                    refuse(Match.is(0, AF_INET6), Verdict.EPROTONOSUPPORT),
                    refuse(Match.is(0, AF_NETLINK), Verdict.EPROTONOSUPPORT)),
            new Refuse(Verdict.EAFNOSUPPORT));

    static final Check SOCKETPAIR = new Check(
            List.of(type(AF_UNIX, STREAM), type(AF_UNIX, DGRAM), type(AF_UNIX, SEQPACKET)),
            new Refuse(Verdict.EAFNOSUPPORT));

    private SocketRules() {}

    private static Clause type(int family, int type) {
        return new Clause(List.of(Match.is(0, family), new Match(1, TYPE_MASK, type)), Verdict.ALLOW);
    }

    private static Clause protocol(int family, int type, int protocol) {
        return new Clause(
                List.of(Match.is(0, family), new Match(1, TYPE_MASK, type), Match.is(2, protocol)), Verdict.ALLOW);
    }

    private static Clause refuse(Match match, int errno) {
        return new Clause(List.of(match), new Refuse(errno));
    }
}
