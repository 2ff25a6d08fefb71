package dev.quern.manager.release;

import dev.quern.core.metric.VersionFigures;
import dev.quern.core.release.Rollout;
import java.time.Duration;

/**
 * What both versions do in one step, from when this process first saw it: after a restart a step begins anew, since what
 * was counted before is gone.
 */
final class StepMeasure {
    private final RolloutNode node;
    private final Rollout rollout;
    private final long beganNanos;
    private final VersionFigures fromBefore;
    private final VersionFigures toBefore;

    StepMeasure(RolloutNode node, Rollout rollout, long nowNanos) {
        this.node = node;
        this.rollout = rollout;
        this.beganNanos = nowNanos;
        this.fromBefore = node.figures(rollout.function(), rollout.plan().from());
        this.toBefore = node.figures(rollout.function(), rollout.plan().to());
    }

    boolean isOf(Rollout other) {
        return rollout.steps().size() == other.steps().size();
    }

    Duration elapsed(long nowNanos) {
        return Duration.ofNanos(nowNanos - beganNanos);
    }

    VersionFigures from() {
        return node.figures(rollout.function(), rollout.plan().from()).since(fromBefore);
    }

    VersionFigures to() {
        return node.figures(rollout.function(), rollout.plan().to()).since(toBefore);
    }
}
