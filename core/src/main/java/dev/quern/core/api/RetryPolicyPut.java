package dev.quern.core.api;

import dev.quern.core.error.QuernException;
import dev.quern.core.task.Backoff;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Retention;
import dev.quern.core.task.RetryPolicy;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PUT F/policy. Absent fields keep the default, not what the function had before. */
@Json
public record RetryPolicyPut(
        @Nullable Integer retries,
        @Nullable Long backoffFirstMillis,
        @Nullable Long backoffMostMillis,
        @Nullable List<Integer> neverExitCodes,
        @Nullable Boolean onTimeout,
        @Nullable Boolean onOutOfMemory,
        @Nullable Double budgetRatio,
        @Nullable Integer budgetPerMinute,
        @Nullable Long maxAgeMillis,
        @Nullable String orderOnDead,
        @Nullable String retention) {
    public RetryPolicy toPolicy() {
        RetryPolicy d = RetryPolicy.DEFAULT;
        return new RetryPolicy(
                or(retries, d.retries()),
                new Backoff(
                        millis(backoffFirstMillis, d.backoff().first()),
                        millis(backoffMostMillis, d.backoff().most())),
                neverExitCodes == null ? d.neverExitCodes() : codes(neverExitCodes),
                or(onTimeout, d.onTimeout()),
                or(onOutOfMemory, d.onOutOfMemory()),
                or(budgetRatio, d.budgetRatio()),
                or(budgetPerMinute, d.budgetPerMinute()),
                millis(maxAgeMillis, d.maxAge()),
                orderOnDead == null ? d.orderOnDead() : OrderOnDead.parse(orderOnDead),
                retention == null ? d.retention() : Retention.parse(retention));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static Duration millis(@Nullable Long value, Duration otherwise) {
        return value == null ? otherwise : Duration.ofMillis(value);
    }

    /** JSON may hold null where our types do not. */
    private static Set<Integer> codes(List<Integer> codes) {
        if (codes.stream().anyMatch(Objects::isNull)) {
            throw QuernException.invalid("null is not an exit code");
        }
        return new HashSet<>(codes);
    }
}
