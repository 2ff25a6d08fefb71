package dev.quern.store.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Tier;
import java.util.Optional;

/**
 * A queue of its own: one function's tasks of one tier.
 *
 * @param function its name within the namespace; empty for tasks of images
 */
public record Lane(Tier tier, String namespace, String function) {
    public static Lane of(Tier tier, String namespace, Optional<FunctionName> function) {
        return new Lane(tier, namespace, function.map(FunctionName::name).orElse(""));
    }
}
