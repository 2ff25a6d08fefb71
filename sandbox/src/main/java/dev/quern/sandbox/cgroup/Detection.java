package dev.quern.sandbox.cgroup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which layout this machine has. A v2 tree with the controllers is used as such; v1 controllers
 * otherwise, together with the v2 tree if it can freeze. v1 homes are at the root of what is mounted, so
 * that the next start finds them wherever it is started from.
 */
record Detection(GroupFs fs, Mountinfo mounts, String selfCgroup, String instance) {
    static final String TOP = "quern";
    private static final int ATTEMPTS = 10;

    Layout layout() throws IOException {
        boolean nothingElse = mounts.controllers().isEmpty();
        if (mounts.unified().isPresent()
                && (nothingElse || hasControllers(mounts.unified().get().point()))) {
            return unified(mounts.unified().get());
        }
        return legacy();
    }

    private boolean hasControllers(Path tree) throws IOException {
        return List.of(fs.read(tree.resolve("cgroup.controllers")).strip().split(" "))
                .containsAll(Delegation.CONTROLLERS);
    }

    private Layout unified(Mountinfo.CgroupMount mount) throws IOException {
        Delegation delegation = Delegation.of(fs, mount, selfCgroup);
        Path base = delegation.base();
        delegation.enableAt(base);
        make(base);
        delegation.enableAt(base.resolve(TOP));
        delegation.enableAt(home(base));
        weigh(home(base), "cpu.weight", CpuWeight.OF_ALL);
        List<Path> strays = new ArrayList<>();
        for (Path other : delegation.otherBases()) {
            strays.add(home(other));
        }
        String homePath = "/" + mount.point().relativize(home(base));
        return new UnifiedLayout(fs, home(base), homePath, List.copyOf(strays));
    }

    private Layout legacy() throws IOException {
        Path cpu = make(controller("cpu"));
        weigh(cpu, "cpu.shares", CpuWeight.shares(CpuWeight.OF_ALL));
        Path cpuacct = make(controller("cpuacct"));
        Path memory = make(controller("memory"));
        Path pids = make(controller("pids"));
        Optional<Path> unified = unifiedGrip();
        Optional<Path> freezer = unified.isPresent() ? Optional.empty() : Optional.of(make(controller("freezer")));
        List<Path> strays = new ArrayList<>();
        for (Mountinfo.CgroupMount mount : mounts.legacy()) {
            strays.add(home(mount.point()));
        }
        mounts.unified().ifPresent(mount -> strays.add(home(mount.point())));
        LegacyLayout layout = new LegacyLayout(
                fs, cpu, cpuacct, memory, pids, freezer, unified, "/" + TOP + "/" + instance, List.of());
        strays.removeAll(layout.homes());
        return new LegacyLayout(
                fs, cpu, cpuacct, memory, pids, freezer, unified, layout.homePath(), List.copyOf(strays));
    }

    /** Else all sandboxes together would get what one process of the machine gets. */
    private void weigh(Path home, String file, long value) throws IOException {
        fs.write(home.resolve(file), Long.toString(value));
        fs.write(home.resolveSibling(file), Long.toString(value));
    }

    /** The v2 tree of a hybrid machine, unless its kernel is older than the v2 freezer. */
    private Optional<Path> unifiedGrip() throws IOException {
        if (mounts.unified().isEmpty()) {
            return Optional.empty();
        }
        Path home = make(mounts.unified().get().point());
        if (fs.exists(home.resolve("cgroup.freeze"))) {
            return Optional.of(home);
        }
        return Optional.empty();
    }

    private Path controller(String name) {
        Mountinfo.CgroupMount mount = mounts.controllers().get(name);
        if (mount == null) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "This machine has no cgroup controller '" + name + "', neither v2 nor v1",
                    "Mount cgroup2 at /sys/fs/cgroup, or the v1 controllers cpu, cpuacct, memory, pids and freezer"
                            + " below it; on some machines memory needs cgroup_enable=memory on the kernel's"
                            + " command line.");
        }
        return mount.point();
    }

    /** Another server that ends removes the upper directory when it is empty, perhaps between the two steps. */
    private Path make(Path base) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                fs.makeDirectory(base.resolve(TOP));
                fs.makeDirectory(home(base));
                return home(base);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Path home(Path base) {
        return base.resolve(TOP).resolve(instance);
    }
}
