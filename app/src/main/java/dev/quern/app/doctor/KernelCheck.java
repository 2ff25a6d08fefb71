package dev.quern.app.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What sandboxes ask of the kernel: seccomp, user namespaces, overlay. */
final class KernelCheck implements Check {
    @Override
    public List<Finding> look(Machine machine) {
        List<Finding> found = new ArrayList<>();
        List<String> actions = Arrays.asList(
                machine.read("/proc/sys/kernel/seccomp/actions_avail").split("\\s+"));
        found.add(
                actions.contains("errno")
                        ? Finding.ok("seccomp", "filters")
                        : Finding.missing("seccomp", "not in this kernel", "Use a kernel with CONFIG_SECCOMP_FILTER."));
        long namespaces = machine.number("/proc/sys/user/max_user_namespaces").orElse(0L);
        found.add(
                machine.has("/proc/self/ns/user") && namespaces > 0
                        ? Finding.ok("user namespaces", "at most " + namespaces)
                        : Finding.missing(
                                "user namespaces",
                                "switched off",
                                "Allow them: sysctl user.max_user_namespaces=15000."));
        boolean overlay = machine.read("/proc/filesystems")
                        .lines()
                        .anyMatch(l -> l.strip().endsWith("overlay"))
                || machine.has("/lib/modules/" + machine.read("/proc/sys/kernel/osrelease") + "/kernel/fs/overlayfs");
        found.add(
                overlay
                        ? Finding.ok("overlayfs", "there")
                        : Finding.missing("overlayfs", "not in this kernel", "Load it: modprobe overlay."));
        return found;
    }
}
