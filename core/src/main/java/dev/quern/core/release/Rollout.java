package dev.quern.core.release;

import dev.quern.core.name.FunctionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A rollout and its record.
 *
 * @param steps those that were begun; the last one is the present one while it runs
 * @param note why it ended, or what it waits for
 * @param createdBy the id of the key
 */
public record Rollout(
        UUID id,
        FunctionName function,
        String alias,
        RolloutPlan plan,
        RolloutState state,
        List<RolloutStep> steps,
        String note,
        Instant beganAt,
        Optional<Instant> endedAt,
        String createdBy) {
    public Rollout {
        steps = List.copyOf(steps);
    }

    public RolloutStep step() {
        return steps.getLast();
    }

    /** The next one's share of the calls. */
    public double nextPercent() {
        return plan.percents().get(steps.size());
    }

    /** With the present step changed. */
    public Rollout step(UnaryOperator<RolloutStep> change, String newNote) {
        List<RolloutStep> changed = new ArrayList<>(steps);
        changed.set(changed.size() - 1, change.apply(step()));
        return with(changed, newNote);
    }

    /** With another step begun. */
    public Rollout next(Instant now, String newNote) {
        double percent = nextPercent();
        List<RolloutStep> more = new ArrayList<>(steps);
        more.set(more.size() - 1, step().ended(now));
        more.add(RolloutStep.begun(percent, now));
        return with(more, newNote);
    }

    public Rollout ended(RolloutState end, Instant now, String why) {
        List<RolloutStep> all = new ArrayList<>(steps);
        all.set(all.size() - 1, step().ended(now));
        return new Rollout(id, function, alias, plan, end, all, why, beganAt, Optional.of(now), createdBy);
    }

    private Rollout with(List<RolloutStep> newSteps, String newNote) {
        return new Rollout(id, function, alias, plan, state, newSteps, newNote, beganAt, endedAt, createdBy);
    }
}
