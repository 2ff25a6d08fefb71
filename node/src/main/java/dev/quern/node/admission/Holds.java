package dev.quern.node.admission;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How long calls hold their places, and so how long those who are refused should stay away. Guarded by the admission's lock. */
final class Holds {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final double NEW = 0.1;

    private double averageNanos = 50e6;

    void add(long nanos) {
        averageNanos += NEW * (nanos - averageNanos);
    }

    /** In whole seconds, for so many holds one after the other. */
    Duration retryAfter(double holds) {
        Duration estimate = Duration.ofNanos((long) (holds * averageNanos));
        Duration bounded = estimate.compareTo(LEAST) < 0 ? LEAST : estimate.compareTo(MOST) > 0 ? MOST : estimate;
        return bounded.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }
}
