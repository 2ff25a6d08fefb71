package dev.quern.node.server;

import java.time.Duration;

/**
 * The weight of an instance that is new: what compiles itself as it runs, or fills its caches, would answer its first
 * calls slowly, so while others have room it gets few at once, and more with every second.
 */
final class WarmUp {
    static final Duration WINDOW = Duration.ofSeconds(10);

    private WarmUp() {}

    /**
     * Calls at once that an instance takes while others have room.
     *
     * @param concurrency what it takes otherwise
     * @return 1 to {@code concurrency}
     */
    static int share(int concurrency, Duration age) {
        if (age.compareTo(WINDOW) >= 0) {
            return concurrency;
        }
        double part = (double) Math.max(0, age.toMillis()) / WINDOW.toMillis();
        return Math.max(1, (int) (concurrency * part));
    }
}
