package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RetryBudget budget = new RetryBudget(() -> now);

    @Test
    void soManyAMinuteAreFreeAndTheNextWaitsItsShare() {
        RetryPolicy policy = policy(0, 6);
        for (int i = 0; i < 6; i++) {
            assertThat(budget.retry("f", policy)).isZero();
        }
        assertThat(budget.retry("f", policy)).isEqualTo(Duration.ofSeconds(10));
        assertThat(budget.retry("f", policy)).isEqualTo(Duration.ofSeconds(20));
        assertThat(budget.retry("g", policy)).isZero();
    }

    @Test
    void timePaysDebts() {
        RetryPolicy policy = policy(0, 6);
        for (int i = 0; i < 7; i++) {
            budget.retry("f", policy);
        }
        now = now.plusSeconds(20);
        assertThat(budget.retry("f", policy)).isZero();
        assertThat(budget.retry("f", policy)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void firstAttemptsEarnTheirShare() {
        RetryPolicy policy = policy(0.5, 0);
        assertThat(budget.retry("f", policy)).isEqualTo(RetryBudget.LONGEST);
        for (int i = 0; i < 4; i++) {
            budget.first("f");
        }
        assertThat(budget.retry("f", policy)).isZero();
        assertThat(budget.retry("f", policy)).isZero();
        assertThat(budget.retry("f", policy)).isEqualTo(RetryBudget.LONGEST);
    }

    @Test
    void debtsHaveAnEnd() {
        RetryPolicy policy = policy(0, 1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(budget.retry("f", policy)).isBetween(Duration.ZERO, RetryBudget.LONGEST);
        }
        now = now.plus(Duration.ofHours(2));
        assertThat(budget.retry("f", policy)).isZero();
    }

    private static RetryPolicy policy(double ratio, int perMinute) {
        RetryPolicy d = RetryPolicy.DEFAULT;
        return new RetryPolicy(
                d.retries(),
                d.backoff(),
                d.neverExitCodes(),
                d.onTimeout(),
                d.onOutOfMemory(),
                ratio,
                perMinute,
                d.maxAge(),
                d.orderOnDead(),
                d.retention());
    }
}
