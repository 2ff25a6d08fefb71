package dev.quern.sandbox.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Arch.class)
class SeccompFilterTest {
    private static final int ALLOW = 0x7FFF0000;
    private static final int KILL = 0x80000000;
    private static final int EPERM = 0x00050001;
    private static final int EINVAL = 0x00050016;
    private static final int ENOSYS = 0x00050026;
    private static final int EPROTONOSUPPORT = 0x0005005D;
    private static final int EAFNOSUPPORT = 0x00050061;
    private static final long GARBAGE_ABOVE = 0xDEAD_BEEFL << 32;

    @Parameter
    Arch arch = Arch.X86_64;

    private int run(String name, long... arguments) {
        return new BpfMachine(SeccompFilter.compile(arch)).run(arch.auditNumber(), number(name), arguments);
    }

    private int number(String name) {
        return SyscallTable.of(arch).names().entrySet().stream()
                .filter(e -> e.getValue().equals(name))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private boolean has(String name) {
        return SyscallTable.of(arch).names().containsValue(name);
    }

    @Test
    void everyKnownCallHasItsVerdictAndTheListNamesNoOther() {
        Set<String> known = new TreeSet<>();
        for (Arch any : Arch.values()) {
            known.addAll(SyscallTable.of(any).names().values());
        }
        assertThat(Policy.load().verdicts()).containsOnlyKeys(known);
    }

    @Test
    void everyNumberGetsWhatThePolicySays() {
        BpfMachine machine = new BpfMachine(SeccompFilter.compile(arch));
        Map<Integer, String> names = SyscallTable.of(arch).names();
        Policy policy = Policy.load();
        for (int number = 0; number < 4096; number++) {
            int action = machine.run(arch.auditNumber(), number);
            String name = names.get(number);
            switch (name == null ? new Verdict.Refuse(38) : policy.of(name)) {
                case Verdict.Allow a -> assertThat(action).as(name).isEqualTo(ALLOW);
                case Verdict.Refuse r -> assertThat(action).as(name).isEqualTo(0x00050000 | r.errno());
                case Verdict.Check c -> assertThat(action).as(name).isNotEqualTo(KILL);
            }
        }
    }

    @Test
    void anotherArchitectureIsKilled() {
        BpfMachine machine = new BpfMachine(SeccompFilter.compile(arch));
        for (int other : new int[] {0x40000003, 0x40000028, 0xC00000F3, 0, -1, ~arch.auditNumber()}) {
            assertThat(machine.run(other, 0)).isEqualTo(KILL);
        }
    }

    @Test
    void x32AndNegativeNumbersDoNotExist() {
        BpfMachine machine = new BpfMachine(SeccompFilter.compile(arch));
        for (int number = 0; number < 1024; number++) {
            assertThat(machine.run(arch.auditNumber(), 0x40000000 | number)).isEqualTo(ENOSYS);
            assertThat(machine.run(arch.auditNumber(), -1 - number)).isEqualTo(ENOSYS);
        }
    }

    @Test
    void everyDecisionIsShort() {
        byte[] program = SeccompFilter.compile(arch);
        BpfMachine machine = new BpfMachine(program);
        int most = 0;
        for (int number = 0; number < 500; number++) {
            int action = machine.run(arch.auditNumber(), number);
            if (action == ALLOW) {
                most = Math.max(most, machine.steps);
            }
        }
        assertThat(most).isLessThan(40);
        assertThat(program.length / 8).isLessThan(1024);
    }

    @ParameterizedTest
    @CsvSource({
        "0x00020000",
        "0x02000000",
        "0x04000000",
        "0x08000000",
        "0x10000000",
        "0x20000000",
        "0x40000000",
        "0x7E020000"
    })
    void noNewNamespaces(String text) {
        long flag = Long.decode(text);
        assertThat(run("clone", flag | 17)).isEqualTo(EPERM);
        assertThat(run("clone", flag | GARBAGE_ABOVE)).isEqualTo(EPERM);
        assertThat(run("unshare", flag)).isEqualTo(EPERM);
        assertThat(run("setns", 3, flag)).isEqualTo(EPERM);
    }

    @Test
    void threadsAndChildrenAreMade() {
        long glibcThread = 0x3D0F00;
        long vforkFlags = 0x4111;
        assertThat(run("clone", glibcThread)).isEqualTo(ALLOW);
        assertThat(run("clone", vforkFlags)).isEqualTo(ALLOW);
        assertThat(run("clone", 17)).isEqualTo(ALLOW);
        assertThat(run("clone3")).isEqualTo(ENOSYS);
        assertThat(run("unshare", 0x400)).isEqualTo(ALLOW);
        assertThat(run("unshare", 0x80)).as("time namespace").isEqualTo(EPERM);
    }

    @ParameterizedTest
    @CsvSource({
        // family, type, protocol
        "1,1,0",
        "1,2,0",
        "1,5,0",
        "1,0x80801,0",
        "2,1,0",
        "2,1,6",
        "2,2,17",
        "10,1,0",
        "10,0x80002,0",
        "16,3,0",
        "16,0x80002,0"
    })
    void ordinarySocketsAreMade(String family, String type, long protocol) {
        assertThat(run("socket", Long.decode(family) | GARBAGE_ABOVE, Long.decode(type), protocol))
                .isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "AF_INET raw,2,3,1",
        "AF_INET6 raw,10,0x80003,58",
        "AF_INET packet,2,10,0",
        "SCTP,2,1,132",
        "MPTCP,2,1,262",
        "SCTP seqpacket,2,5,132",
        "UDP-Lite,2,2,136",
        "unix raw,1,3,0",
        "netlink generic,16,3,16",
        "netfilter,16,3,12",
        "audit,16,3,9",
        "uevent,16,2,15",
        "sock_diag,16,3,4",
        "packet,17,3,768",
        "vsock,40,1,0",
        "alg,38,5,0",
        "tipc,30,5,0",
        "bluetooth,31,3,1",
        "can,29,3,1",
        "xdp,44,3,0",
        "key,15,3,2",
        "rds,21,5,0",
        "smc,43,1,0",
        "qrtr,42,2,0",
        "unspec,0,1,0",
        "ax25,3,5,0",
        "x25,9,5,0",
        "kcm,41,2,0",
        "nfc,39,3,0",
        "mctp,45,2,0"
    })
    void otherSocketsAreNot(String what, String family, String type, long protocol) {
        assertThat(run("socket", Long.decode(family), Long.decode(type), protocol))
                .as(what)
                .isIn(EPERM, EPROTONOSUPPORT, EAFNOSUPPORT);
        assertThat(run("socket", Long.decode(family) | GARBAGE_ABOVE, Long.decode(type) | GARBAGE_ABOVE, protocol))
                .as(what)
                .isIn(EPERM, EPROTONOSUPPORT, EAFNOSUPPORT);
    }

    @Test
    void socketPairsAreLocal() {
        assertThat(run("socketpair", 1, 0x80001, 0)).isEqualTo(ALLOW);
        assertThat(run("socketpair", 30, 1, 0)).isEqualTo(EAFNOSUPPORT);
    }

    @Test
    void terminalsAreNotTypedInto() {
        for (long command : new long[] {0x5412, 0x541C, 0x541D, 0x5423}) {
            assertThat(run("ioctl", 0, command)).isEqualTo(EPERM);
            assertThat(run("ioctl", 0, command | GARBAGE_ABOVE)).isEqualTo(EPERM);
        }
        for (long command : new long[] {0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x8912}) {
            assertThat(run("ioctl", 0, command)).isEqualTo(ALLOW);
        }
    }

    @Test
    void personalityKeepsTheAddressSpaceSafe() {
        for (long fine : new long[] {0, 8, 0x20000, 0x20008, 0xFFFFFFFFL}) {
            assertThat(run("personality", fine)).isEqualTo(ALLOW);
        }
        for (long not : new long[] {0x0040000, 0x0400000, 0x0100000, 0x0200000, 1, 4}) {
            assertThat(run("personality", not)).isEqualTo(EPERM);
        }
    }

    @Test
    void prctlActsOnOneselfOnly() {
        for (long fine : new long[] {1, 4, 15, 16, 23, 36, 38, 0x53564d41}) {
            assertThat(run("prctl", fine)).isEqualTo(ALLOW);
        }
        for (long not : new long[] {0, 28, 35, 57, 59, 62, 67, 0x59616d61, 1000, GARBAGE_ABOVE | 35}) {
            assertThat(run("prctl", not)).isEqualTo(EINVAL);
        }
    }

    @Test
    void nodesAreFilesFifosAndSockets() {
        for (long mode : new long[] {0644, 0100644, 0010644, 0140755, 0104755}) {
            assertThat(run("mknodat", 3, 0, mode, 0)).isEqualTo(ALLOW);
        }
        for (long mode : new long[] {0020666, 0060666, 0040755, 0120777, 0170000}) {
            assertThat(run("mknodat", 3, 0, mode, 0x103)).isEqualTo(EPERM);
        }
        if (has("mknod")) {
            assertThat(run("mknod", 0, 0020666, 0x103)).isEqualTo(EPERM);
            assertThat(run("mknod", 0, 0010666, 0)).isEqualTo(ALLOW);
        }
    }

    /** The names of the escape probes, told once more here so that an edit of the list is noticed. */
    @Test
    void whatReachesOutIsRefused() {
        Map<String, Integer> actions = new HashMap<>();
        for (String name : Set.of(
                "mount",
                "umount2",
                "fsopen",
                "fsconfig",
                "fsmount",
                "fspick",
                "open_tree",
                "move_mount",
                "mount_setattr",
                "pivot_root",
                "chroot",
                "setns",
                "ptrace",
                "process_vm_readv",
                "process_vm_writev",
                "pidfd_getfd",
                "kcmp",
                "keyctl",
                "add_key",
                "request_key",
                "bpf",
                "userfaultfd",
                "perf_event_open",
                "open_by_handle_at",
                "name_to_handle_at",
                "kexec_load",
                "kexec_file_load",
                "init_module",
                "finit_module",
                "delete_module",
                "reboot",
                "swapon",
                "swapoff",
                "quotactl",
                "quotactl_fd",
                "clock_settime",
                "settimeofday",
                "clock_adjtime",
                "adjtimex",
                "acct",
                "syslog",
                "lookup_dcookie",
                "fanotify_init",
                "fanotify_mark",
                "sethostname",
                "setdomainname")) {
            actions.put(name, run(name));
        }
        assertThat(new HashSet<>(actions.values())).as("%s", actions).containsExactly(EPERM);
        for (String name : Set.of("io_uring_setup", "io_uring_enter", "io_uring_register", "clone3", "memfd_secret")) {
            assertThat(run(name)).as(name).isEqualTo(ENOSYS);
        }
    }
}
