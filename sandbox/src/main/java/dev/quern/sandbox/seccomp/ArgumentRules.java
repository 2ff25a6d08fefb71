package dev.quern.sandbox.seccomp;

import dev.quern.sandbox.seccomp.Verdict.Check;
import dev.quern.sandbox.seccomp.Verdict.Clause;
import dev.quern.sandbox.seccomp.Verdict.Match;
import dev.quern.sandbox.seccomp.Verdict.Refuse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The system calls whose arguments decide. Numbers are those of the kernel's uapi headers. */
final class ArgumentRules {
    private static final Refuse DENIED = new Refuse(Verdict.EPERM);

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (linux/sched.h). */
    private static final int NEW_NAMESPACES = 0x7E02_0000;
    /** A bit of clone's exit signal, but a flag to unshare. */
    private static final int NEW_TIME_NAMESPACE = 0x80;

    static final Map<String, Check> BY_NAME = Map.of(
            "clone", noneOf(0, NEW_NAMESPACES),
            "unshare", noneOf(0, NEW_NAMESPACES | NEW_TIME_NAMESPACE),
            "socket", SocketRules.SOCKET,
            "socketpair", SocketRules.SOCKETPAIR,
            "ioctl", ioctl(),
            "personality", personality(),
            "prctl", PrctlRules.PRCTL,
            "mknod", nodesWithoutDevices(1),
            "mknodat", nodesWithoutDevices(2));

    private ArgumentRules() {}

    private static Check noneOf(int argument, int flags) {
        return new Check(List.of(new Clause(List.of(new Match(argument, flags, 0)), Verdict.ALLOW)), DENIED);
    }

    /** Typing into a terminal for its owner, and loading line disciplines; drivers have no node here anyway. */
    private static Check ioctl() {
        int tiocsti = 0x5412;
        int tioclinux = 0x541C;
        int tioccons = 0x541D;
        int tiocsetd = 0x5423;
        return new Check(anyOf(1, DENIED, tiocsti, tioclinux, tioccons, tiocsetd), Verdict.ALLOW);
    }

    /** PER_LINUX and PER_LINUX32, with UNAME26 or not, and the question. The rest weakens the address space. */
    private static Check personality() {
        return new Check(anyOf(0, Verdict.ALLOW, 0, 0x8, 0x20000, 0x20008, -1), DENIED);
    }

    /** Regular files, FIFOs and sockets (S_IFMT is 0170000), not devices. */
    private static Check nodesWithoutDevices(int argument) {
        int typeBits = 0xF000;
        List<Clause> clauses = new ArrayList<>();
        for (int type : new int[] {0, 0x8000, 0x1000, 0xC000}) {
            clauses.add(new Clause(List.of(new Match(argument, typeBits, type)), Verdict.ALLOW));
        }
        return new Check(clauses, DENIED);
    }

    /** A clause for each value of one argument. */
    static List<Clause> anyOf(int argument, Verdict then, int... values) {
        List<Clause> clauses = new ArrayList<>();
        for (int value : values) {
            clauses.add(new Clause(List.of(Match.is(argument, value)), then));
        }
        return clauses;
    }
}
