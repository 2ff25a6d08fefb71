package dev.quern.core.usage;

/**
 * What one execution used, or several together.
 *
 * @param cpuMicros by all processes of the sandbox, from its cgroup
 * @param wallMicros from go to the exit status
 * @param peakMemoryBytes the highest of any one execution; never a sum
 */
public record Usage(long cpuMicros, long wallMicros, long peakMemoryBytes, long bytesIn, long bytesOut) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                cpuMicros + other.cpuMicros,
                wallMicros + other.wallMicros,
                Math.max(peakMemoryBytes, other.peakMemoryBytes),
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut);
    }
}
