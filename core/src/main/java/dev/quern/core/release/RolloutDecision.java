package dev.quern.core.release;

import dev.quern.core.metric.VersionFigures;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.util.Optional;

/** What is to be done with a rollout now. */
public sealed interface RolloutDecision {
    double ALL = 100;

    /** Nothing yet. @param why what it waits for */
    record Hold(String why) implements RolloutDecision {}

    /** The next step begins. */
    record Next(double percent) implements RolloutDecision {}

    /** The newer version has all calls. */
    record Done() implements RolloutDecision {}

    /** The older version has all calls again. */
    record Abort(String why) implements RolloutDecision {}

    /**
     * A rule that is broken counts at once, the step's end not before its time is over and enough calls have been.
     *
     * @param elapsed since the step began and has been measured
     * @param from what the older version did since; {@code to} the newer one
     */
    static RolloutDecision of(Rollout rollout, Duration elapsed, VersionFigures from, VersionFigures to) {
        RolloutPlan plan = rollout.plan();
        for (AbortRule rule : plan.abortOn()) {
            Optional<String> broken = rule.broken(from, to, Math.max(1, plan.minCalls()));
            if (broken.isPresent()) {
                return new Abort(broken.get());
            }
        }
        Duration left = plan.every().minus(elapsed);
        if (left.isPositive()) {
            return new Hold("the step lasts "
                    + Durations.format(Duration.ofSeconds(left.plusMillis(999).toSeconds())) + " more");
        }
        if (to.calls() < plan.minCalls()) {
            return new Hold(to.calls() + " of " + plan.minCalls() + " calls of version " + plan.to() + " have been");
        }
        double next = rollout.nextPercent();
        return next == ALL ? new Done() : new Next(next);
    }
}
