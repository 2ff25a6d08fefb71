package dev.quern.node.server;

import dev.quern.core.function.FunctionConfig;
import java.time.Duration;
import java.util.OptionalInt;

/** How many instances a version is to have, and how long those are kept that nobody calls. Guarded by its owner's lock. */
final class Sizing {
    private final FunctionConfig config;
    private final Duration retiredAfter;
    private boolean kept;
    private boolean retired;
    private OptionalInt fixed = OptionalInt.empty();
    private int surge;

    /** @param retiredAfter how long one is kept that nobody calls once no alias names the version */
    Sizing(FunctionConfig config, Duration retiredAfter) {
        this.config = config;
        this.retiredAfter = retiredAfter;
    }

    /** An alias names the version: {@code --min} counts, and the absolute number if there is one. */
    void keep(OptionalInt number) {
        kept = true;
        retired = false;
        fixed = number;
    }

    /** No alias names it any more. */
    void retire() {
        kept = false;
        retired = true;
        fixed = OptionalInt.empty();
    }

    /** As many are wanted until it is said otherwise, since the version is about to take over. */
    void surge(int wanted) {
        surge = wanted;
    }

    /** Whether it has some even without calls, now or soon. */
    boolean isKept() {
        return surge > 0 || fixed.isPresent() || (kept && config.min() > 0);
    }

    /** Whether it is to have none at all. */
    boolean isOff() {
        return fixed.isPresent() && fixed.getAsInt() == 0;
    }

    /** Those that are kept without calls. */
    int least() {
        return fixed.orElse(Math.min(Math.max(kept ? config.min() : 0, surge), config.max()));
    }

    int most() {
        return fixed.orElse(config.max());
    }

    /** How long one of those beyond {@link #least} is kept without calls. */
    Duration patience(Gaps gaps) {
        Duration usual = gaps.keepAlive();
        return retired && retiredAfter.compareTo(usual) < 0 ? retiredAfter : usual;
    }
}
