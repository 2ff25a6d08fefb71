package dev.quern.sandbox;

/**
 * What a run used, read from its cgroup, so processes that nobody waited for count too.
 *
 * @param cpuMicros processor time, user and system
 * @param peakMemoryBytes the most memory the sandbox had at one time, /tmp and page cache included
 * @param oomKills processes the kernel killed at the memory limit; above 0 the run failed for lack of
 *     memory whatever its exit code says
 */
public record Usage(long cpuMicros, long peakMemoryBytes, int oomKills) {}
