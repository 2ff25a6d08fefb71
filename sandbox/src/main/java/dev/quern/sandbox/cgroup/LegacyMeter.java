package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;

/** The v1 controllers (admin-guide/cgroup-v1/memory.rst, cpuacct.rst). */
record LegacyMeter(GroupFs fs, Path cpuacct, Path memory) implements Meter {
    @Override
    public long cpuMicros() throws IOException {
        return number(cpuacct, "cpuacct.usage") / 1000;
    }

    @Override
    public long peakMemoryBytes() throws IOException {
        return number(memory, "memory.max_usage_in_bytes");
    }

    @Override
    public void resetPeak() throws IOException {
        fs.write(memory.resolve("memory.max_usage_in_bytes"), "0");
    }

    @Override
    public long currentMemoryBytes() throws IOException {
        return number(memory, "memory.usage_in_bytes");
    }

    @Override
    public int oomKills() throws IOException {
        return Math.toIntExact(Fields.of(fs.read(memory.resolve("memory.oom_control")), "oom_kill"));
    }

    private long number(Path directory, String file) throws IOException {
        return Long.parseLong(fs.read(directory.resolve(file)).strip());
    }
}
