package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Puts back attempts that wait for an instance to no purpose: claimed they are out of reach of whatever else may run or
 * end them, such as their maximum age.
 */
final class ServerWaits {
    /** Longer than nearly every server takes to start: who is put back begins anew to wait for another instance. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final InHand inHand;
    private final Predicate<FunctionName> off;

    /** @param off whether the function is to have no instances at all */
    ServerWaits(InHand inHand, Predicate<FunctionName> off) {
        this.inHand = inHand;
        this.off = off;
    }

    void putBack(Instant now) {
        inHand.all().stream()
                .filter(execution -> execution.stage() == InHand.Stage.AT_SERVER && isInVain(execution, now))
                .forEach(Execution::giveUp);
    }

    private boolean isInVain(Execution execution, Instant now) {
        return execution.isTooOld(now)
                || execution.task().startedAt().plus(LONGEST).isBefore(now)
                || execution.task().function().filter(off).isPresent();
    }
}
