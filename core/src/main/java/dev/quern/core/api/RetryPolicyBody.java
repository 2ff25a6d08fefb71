package dev.quern.core.api;

import dev.quern.core.task.Backoff;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Retention;
import dev.quern.core.task.RetryPolicy;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A function's policy for its tasks, every field with its effective value. */
@Json
public record RetryPolicyBody(
        int retries,
        long backoffFirstMillis,
        long backoffMostMillis,
        List<Integer> neverExitCodes,
        boolean onTimeout,
        boolean onOutOfMemory,
        double budgetRatio,
        int budgetPerMinute,
        long maxAgeMillis,
        String orderOnDead,
        String retention) {
    public static RetryPolicyBody of(RetryPolicy policy) {
        return new RetryPolicyBody(
                policy.retries(),
                policy.backoff().first().toMillis(),
                policy.backoff().most().toMillis(),
                policy.neverExitCodes().stream().sorted().toList(),
                policy.onTimeout(),
                policy.onOutOfMemory(),
                policy.budgetRatio(),
                policy.budgetPerMinute(),
                policy.maxAge().toMillis(),
                policy.orderOnDead().wire(),
                policy.retention().wire());
    }

    /** The policy this body was made of, checked again. */
    public RetryPolicy toPolicy() {
        return new RetryPolicy(
                retries,
                new Backoff(Duration.ofMillis(backoffFirstMillis), Duration.ofMillis(backoffMostMillis)),
                Set.copyOf(neverExitCodes),
                onTimeout,
                onOutOfMemory,
                budgetRatio,
                budgetPerMinute,
                Duration.ofMillis(maxAgeMillis),
                OrderOnDead.parse(orderOnDead),
                Retention.parse(retention));
    }
}
