package dev.quern.manager.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.Verdict;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what becomes of a task after an attempt, by its function's policy and budget. */
final class Judge {
    private final Remembered<FunctionName, Optional<RetryPolicy>> policies;
    private final RetryBudget budget;
    private final RandomGenerator random;

    Judge(Remembered<FunctionName, Optional<RetryPolicy>> policies, RetryBudget budget, RandomGenerator random) {
        this.policies = policies;
        this.budget = budget;
        this.random = random;
    }

    /** @throws QuernException unavailable when the policy is needed and the store is away */
    Outcome outcome(Claimed task, Ending ending) {
        Attempt attempt = new Attempt(
                task.attempt(),
                task.runner().node(),
                ending.startedAt(),
                ending.endedAt(),
                ending.exitCode(),
                ending.failure().map(failure -> failure.code().wire()),
                ending.failure().map(QuernException::text),
                ending.platform());
        return new Outcome(
                task.id(),
                task.runner().id(),
                attempt,
                verdict(task, ending, attempt),
                ending.result(),
                ending.usage());
    }

    private Verdict verdict(Claimed task, Ending ending, Attempt attempt) {
        if (task.standing().failures() == 0) {
            budget.first(key(task));
        }
        if (ending.platform() && ending.stopped()) {
            return new Verdict.HandBack(Duration.ZERO);
        }
        boolean ask = ending.failure().isPresent() && !ending.platform();
        RetryPolicy policy = ask ? policy(task) : RetryPolicy.DEFAULT;
        Verdict verdict = Verdict.after(attempt, task.standing(), policy, random);
        return verdict instanceof Verdict.Retry retry ? within(task, ending, retry, policy) : verdict;
    }

    /**
     * Not before the budget allows it, or the function asked for it within the policy's longest pause, but never so late
     * that it would be too old.
     */
    private Verdict within(Claimed task, Ending ending, Verdict.Retry retry, RetryPolicy policy) {
        Duration allowed = budget.retry(key(task), policy);
        Duration asked = shorter(
                ending.retryAfter().orElse(Duration.ZERO), policy.backoff().most());
        Duration wait = allowed.compareTo(asked) > 0 ? allowed : asked;
        if (wait.compareTo(retry.after()) <= 0) {
            return retry;
        }
        long left =
                Duration.between(ending.endedAt(), task.standing().expiresAt()).toMillis();
        long latest = left / 2 + random.nextLong(left / 4 + 1);
        Duration bounded = Duration.ofMillis(Math.min(wait.toMillis(), latest));
        return bounded.compareTo(retry.after()) > 0 ? new Verdict.Retry(bounded) : retry;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private RetryPolicy policy(Claimed task) {
        return task.function().flatMap(policies::get).orElse(RetryPolicy.DEFAULT);
    }

    private static String key(Claimed task) {
        return task.function().map(FunctionName::toString).orElse(task.namespace());
    }
}
