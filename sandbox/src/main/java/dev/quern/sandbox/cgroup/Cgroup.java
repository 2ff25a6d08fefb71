package dev.quern.sandbox.cgroup;

import java.nio.file.Path;
import java.util.List;

/**
 * The control group of one sandbox. Safe for use by several threads; after {@link #destroy} every
 * reading fails.
 *
 * <p>Failures are {@link dev.quern.core.error.QuernException} with {@code sandbox_failed}.
 */
public interface Cgroup {
    String id();

    /** Where the group is, seen from the mount of each hierarchy: {@code /quern/INSTANCE/ID}. */
    String path();

    /** A process joins by writing {@code 0} to each of these; what it forks afterwards is in the group. */
    List<Path> procsFiles();

    /** CPU time of everything that ever ran in the group, the dead included, in microseconds. */
    long cpuMicros();

    /** The most memory in use at one time since the group was made or {@link #resetPeak} was called. */
    long peakMemoryBytes();

    /** Starts the peak anew at the current use. */
    void resetPeak();

    long currentMemoryBytes();

    /** Processes the kernel killed because the group was at its memory limit. */
    int oomKills();

    /** Stops every process; returns when all stand still. */
    void freeze();

    void thaw();

    /** Sends SIGKILL to every process, frozen ones and those being forked meanwhile included. */
    void killAll();

    /** Whether no live process is in the group; a zombie does not count. */
    boolean isEmpty();

    /** Kills what is left, waits until the group is empty, and removes it. Does nothing the second time. */
    void destroy();
}
