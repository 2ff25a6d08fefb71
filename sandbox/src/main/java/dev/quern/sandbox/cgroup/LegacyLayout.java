package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * v1 and hybrid: a home in each controller's hierarchy, two controllers mounted together sharing one,
 * and either the v2 tree or the freezer to stop and kill.
 *
 * @param unified the home in the v2 tree of a hybrid machine; without it {@code freezer} is there
 */
record LegacyLayout(
        GroupFs fs,
        Path cpu,
        Path cpuacct,
        Path memory,
        Path pids,
        Optional<Path> freezer,
        Optional<Path> unified,
        String homePath,
        List<Path> strays)
        implements Layout {

    @Override
    public CgroupVersion version() {
        return unified.isPresent() ? CgroupVersion.HYBRID : CgroupVersion.V1;
    }

    @Override
    public List<Path> homes() {
        return Stream.concat(Stream.of(cpu, cpuacct, memory, pids), unified.or(() -> freezer).stream())
                .distinct()
                .toList();
    }

    @Override
    public void limit(String id, Limits limits) throws IOException {
        String bytes = Long.toString(limits.memory().bytes());
        Path group = memory.resolve(id);
        fs.write(group.resolve("memory.limit_in_bytes"), bytes);
        // Memory and swap together may not be more than memory, so nothing is swapped.
        Path both = group.resolve("memory.memsw.limit_in_bytes");
        if (fs.exists(both)) {
            fs.write(both, bytes);
        } else {
            fs.write(group.resolve("memory.swappiness"), "0");
        }
        fs.write(cpu.resolve(id).resolve("cpu.shares"), Long.toString(CpuWeight.shares(limits.cpuWeight())));
        fs.write(pids.resolve(id).resolve("pids.max"), Integer.toString(limits.pids()));
    }

    @Override
    public Meter meter(String id) {
        return new LegacyMeter(fs, cpuacct.resolve(id), memory.resolve(id));
    }

    @Override
    public Grip grip(String id) {
        return unified.<Grip>map(home -> new UnifiedGrip(fs, home.resolve(id)))
                .orElseGet(() -> new FreezerGrip(fs, freezer.orElseThrow().resolve(id)));
    }
}
