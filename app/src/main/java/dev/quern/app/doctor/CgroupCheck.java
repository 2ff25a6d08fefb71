package dev.quern.app.doctor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Control groups (cgroups(7)): v2, or v1 with the five controllers that limits and metering need. On a
 * hybrid machine the v2 tree has no controllers and only helps to freeze and kill.
 */
final class CgroupCheck implements Check {
    private static final String NAME = "cgroups";
    private static final List<String> V1 = List.of("cpu", "cpuacct", "memory", "pids", "freezer");
    private static final List<String> V2 = List.of("cpu", "memory", "pids");

    @Override
    public List<Finding> look(Machine machine) {
        Set<String> v1 = new HashSet<>();
        boolean v2 = false;
        boolean readOnly = false;
        for (Machine.Mounted mount : machine.mounts()) {
            if (mount.type().equals("cgroup2") || mount.type().equals("cgroup")) {
                readOnly |= mount.options().contains("ro");
                v2 |= mount.type().equals("cgroup2");
                v1.addAll(mount.type().equals("cgroup") ? mount.options() : List.of());
            }
        }
        if (readOnly) {
            return List.of(Finding.missing(
                    NAME, "mounted read-only", "Run on the machine itself, or in a container that is privileged."));
        }
        if (V1.stream().anyMatch(v1::contains)) {
            return List.of(v1(v1, v2));
        }
        return List.of(
                v2
                        ? v2(machine)
                        : Finding.missing(NAME, "not mounted", "Mount them: mount -t cgroup2 cgroup2 /sys/fs/cgroup."));
    }

    private static Finding v1(Set<String> mounted, boolean v2) {
        List<String> lacking = V1.stream().filter(c -> !mounted.contains(c)).toList();
        if (!lacking.isEmpty()) {
            return Finding.missing(
                    NAME,
                    "v1 without " + String.join(", ", lacking),
                    "Boot with systemd.unified_cgroup_hierarchy=1 to have v2, or mount these controllers.");
        }
        return v2
                ? Finding.ok(NAME, "v1 with a v2 tree (hybrid)")
                : Finding.hurts(
                        NAME, "v1", "Works; v2 kills sandboxes faster. Boot with systemd.unified_cgroup_hierarchy=1.");
    }

    private static Finding v2(Machine machine) {
        Set<String> there = words(machine, "/sys/fs/cgroup/cgroup.controllers");
        List<String> lacking = V2.stream().filter(c -> !there.contains(c)).toList();
        return lacking.isEmpty()
                ? Finding.ok(NAME, "v2")
                : Finding.missing(
                        NAME,
                        "v2 without " + String.join(", ", lacking),
                        "Have them delegated: Delegate=yes in the service's unit, or no cgroup_disable= at boot.");
    }

    private static Set<String> words(Machine machine, String file) {
        return new HashSet<>(Arrays.asList(machine.read(file).split("\\s+")));
    }
}
