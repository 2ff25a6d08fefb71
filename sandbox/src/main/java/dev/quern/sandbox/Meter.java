package dev.quern.sandbox;

import dev.quern.sandbox.cgroup.Cgroup;

/**
 * The figures of a cgroup from a moment on.
 *
 * @param cpuMicros and
 * @param oomKills what had been counted at that moment
 */
record Meter(Cgroup cgroup, long cpuMicros, int oomKills) {
    static Meter start(Cgroup cgroup) {
        cgroup.resetPeak();
        return new Meter(cgroup, cgroup.cpuMicros(), cgroup.oomKills());
    }

    Usage read() {
        return new Usage(
                Math.max(0, cgroup.cpuMicros() - cpuMicros),
                cgroup.peakMemoryBytes(),
                Math.max(0, cgroup.oomKills() - oomKills));
    }
}
