package dev.quern.sandbox.cgroup;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;

/**
 * What a group may use at most.
 *
 * @param memory memory with page cache; swap is off, so this is all there is; at least 1 MiB
 * @param cpuWeight share of the processors when they are scarce, 1 to 10000, see {@link CpuWeight}
 * @param pids processes and threads together, at least 1
 */
public record Limits(DataSize memory, int cpuWeight, int pids) {
    private static final DataSize LEAST_MEMORY = DataSize.ofMebibytes(1);

    public Limits {
        if (memory.compareTo(LEAST_MEMORY) < 0) {
            throw QuernException.invalid("A sandbox needs at least " + LEAST_MEMORY + " of memory, not " + memory);
        }
        if (cpuWeight < CpuWeight.LEAST || cpuWeight > CpuWeight.MOST) {
            throw QuernException.invalid("A CPU weight is 1 to 10000, not " + cpuWeight);
        }
        if (pids < 1) {
            throw QuernException.invalid("A sandbox needs at least one process, not " + pids);
        }
    }

    /** Limits whose CPU weight follows the memory. */
    public static Limits of(DataSize memory, int pids) {
        return new Limits(memory, CpuWeight.of(memory), pids);
    }
}
