package dev.quern.sandbox.cgroup;

import dev.quern.core.value.DataSize;

/**
 * The share of the processors follows the memory, which is all a user sets: proportional, and 256 MiB
 * is the kernel's default weight of 100. So 64 MiB has 25, 1 GiB has 400, and all from 25.6 GiB on has
 * 10000, the kernel's most. A weight limits nobody while processors are idle.
 */
public final class CpuWeight {
    static final int LEAST = 1;
    static final int MOST = 10_000;
    /** All sandboxes of a server together: as one process of the machine on every core. */
    static final int OF_ALL = Math.min(MOST, 100 * Runtime.getRuntime().availableProcessors());

    private static final long BYTES_PER_WEIGHT = (256L << 20) / 100;

    private CpuWeight() {}

    public static int of(DataSize memory) {
        return (int) Math.clamp(memory.bytes() / BYTES_PER_WEIGHT, LEAST, MOST);
    }

    /** The v1 spelling: 1024 shares are what a weight of 100 is on v2. */
    static long shares(int weight) {
        return Math.clamp(weight * 1024L / 100, 2, 262_144);
    }
}
