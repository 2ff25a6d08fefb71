package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** v2: one home with the controllers cpu, memory and pids enabled for its children. */
record UnifiedLayout(GroupFs fs, Path home, String homePath, List<Path> strays) implements Layout {
    @Override
    public CgroupVersion version() {
        return CgroupVersion.V2;
    }

    @Override
    public List<Path> homes() {
        return List.of(home);
    }

    @Override
    public void limit(String id, Limits limits) throws IOException {
        Path group = home.resolve(id);
        fs.write(group.resolve("memory.max"), Long.toString(limits.memory().bytes()));
        // Absent where the kernel has no swap support, and then nothing is to be switched off.
        Path swap = group.resolve("memory.swap.max");
        if (fs.exists(swap)) {
            fs.write(swap, "0");
        }
        fs.write(group.resolve("memory.oom.group"), "1");
        fs.write(group.resolve("cpu.weight"), Integer.toString(limits.cpuWeight()));
        fs.write(group.resolve("pids.max"), Integer.toString(limits.pids()));
    }

    @Override
    public Meter meter(String id) {
        return new UnifiedMeter(fs, home.resolve(id));
    }

    @Override
    public Grip grip(String id) {
        return new UnifiedGrip(fs, home.resolve(id));
    }
}
