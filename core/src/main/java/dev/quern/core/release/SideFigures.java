package dev.quern.core.release;

import dev.quern.core.metric.VersionFigures;

/** What a step's record says of one version. */
public record SideFigures(long calls, long errors, long p50Micros, long p99Micros) {
    private static final double MIDDLE = 0.5;
    private static final double LATE = 0.99;

    public static SideFigures of(VersionFigures figures) {
        return new SideFigures(
                figures.calls(),
                figures.errors(),
                figures.run().quantileMicros(MIDDLE),
                figures.run().quantileMicros(LATE));
    }
}
