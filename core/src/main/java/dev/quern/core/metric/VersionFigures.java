package dev.quern.core.metric;

/**
 * What was counted of the calls of one version, up to a moment or between two.
 *
 * @param errors calls that failed by the function's fault, a server's answers of 500 and above among them
 * @param queue waiting for a place or an instance; {@code start} getting a sandbox; {@code run} in the function
 */
public record VersionFigures(long errors, LatencySnapshot queue, LatencySnapshot start, LatencySnapshot run) {
    public static final VersionFigures NONE =
            new VersionFigures(0, LatencySnapshot.NONE, LatencySnapshot.NONE, LatencySnapshot.NONE);

    public long calls() {
        return run.count();
    }

    /** What was added after {@code before}. */
    public VersionFigures since(VersionFigures before) {
        return new VersionFigures(
                Math.max(0, errors - before.errors),
                queue.since(before.queue),
                start.since(before.start),
                run.since(before.run));
    }
}
