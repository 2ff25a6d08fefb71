package dev.quern.sandbox.cgroup;

import java.io.IOException;

/** What one group's controllers count. */
interface Meter {
    long cpuMicros() throws IOException;

    long peakMemoryBytes() throws IOException;

    void resetPeak() throws IOException;

    long currentMemoryBytes() throws IOException;

    int oomKills() throws IOException;

    /** Gives back a descriptor, if it holds one. */
    default void close() throws IOException {}
}
