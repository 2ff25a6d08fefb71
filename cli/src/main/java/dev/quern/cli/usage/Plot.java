package dev.quern.cli.usage;

import dev.quern.core.api.UsageBody;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** CPU time over a span, in one line. */
record Plot(Instant from, Duration step, int steps) {
    private static final int WIDTH = 60;

    static Plot over(Instant from, Duration span) {
        long minutes = Math.max(1, Math.ceilDiv(span.toMinutes(), WIDTH));
        Duration step = Duration.ofMinutes(minutes);
        return new Plot(from, step, (int) Math.ceilDiv(span.toMinutes() + 1, minutes));
    }

    String of(List<UsageBody> items) {
        double[] seconds = new double[steps];
        for (UsageBody item : items) {
            long at = Duration.between(from, Instant.parse(item.from())).dividedBy(step);
            if (at >= 0 && at < steps) {
                seconds[(int) at] += item.cpuMillis() / 1000;
            }
        }
        double most = Arrays.stream(seconds).max().orElse(0);
        return String.format(
                Locale.ROOT, "cpu |%s| %.1f s at most in %s", Spark.of(seconds), most, Durations.format(step));
    }
}
