package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The v2 controllers (admin-guide/cgroup-v2.rst). The peak depends on the kernel: from 6.12 on it can
 * be reset; from 5.19 on it is there, and counts from the group's beginning; before it is the highest
 * use anyone asked about.
 */
final class UnifiedMeter implements Meter {
    private final GroupFs fs;
    private final Path directory;
    private final Path cpuStat;
    private GroupFs.@Nullable Peak sinceReset; // guarded by this
    private long highestSeen; // guarded by this

    UnifiedMeter(GroupFs fs, Path directory) {
        this.fs = fs;
        this.directory = directory;
        this.cpuStat = directory.resolve("cpu.stat");
    }

    @Override
    public long cpuMicros() throws IOException {
        return Fields.of(fs.read(cpuStat), "usage_usec");
    }

    @Override
    public synchronized long peakMemoryBytes() throws IOException {
        if (sinceReset != null) {
            return sinceReset.bytes();
        }
        Path peak = directory.resolve("memory.peak");
        if (fs.exists(peak)) {
            return Long.parseLong(fs.read(peak).strip());
        }
        highestSeen = Math.max(highestSeen, currentMemoryBytes());
        return highestSeen;
    }

    @Override
    public synchronized void resetPeak() throws IOException {
        highestSeen = 0;
        Path file = directory.resolve("memory.peak");
        if (!fs.exists(file)) {
            return;
        }
        try {
            if (sinceReset == null) {
                sinceReset = fs.openPeak(file);
            }
            sinceReset.reset();
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public long currentMemoryBytes() throws IOException {
        return Long.parseLong(fs.read(directory.resolve("memory.current")).strip());
    }

    @Override
    public int oomKills() throws IOException {
        return Math.toIntExact(Fields.of(fs.read(directory.resolve("memory.events")), "oom_kill"));
    }

    @Override
    public synchronized void close() throws IOException {
        if (sinceReset != null) {
            sinceReset.close();
            sinceReset = null;
        }
    }
}
