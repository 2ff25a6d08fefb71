package dev.quern.core.task;

import dev.quern.core.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** What becomes of a task after an attempt has ended. */
public sealed interface Verdict {
    /** Platform faults a task survives; the next one makes it dead. */
    int MOST_FAULTS = 20;
    /** How soon a task comes back that the platform failed, by the number of such faults. */
    Backoff AFTER_FAULT = new Backoff(Duration.ofMillis(100), Duration.ofMinutes(1));

    /** It is done. */
    record Succeed() implements Verdict {}

    /** The function's failure: once more, not before {@code after} has passed. */
    record Retry(Duration after) implements Verdict {}

    /** The platform's fault: once more, at once when {@code after} is zero, without counting as a failure. */
    record HandBack(Duration after) implements Verdict {}

    /** Trying again cannot help. */
    record Fail() implements Verdict {}

    /** Trying again is not allowed any more. */
    record Dead() implements Verdict {}

    /** It may be tried again, but not before it is too old. */
    record Expire() implements Verdict {}

    static Verdict after(Attempt attempt, Standing standing, RetryPolicy policy, RandomGenerator random) {
        if (attempt.error().isEmpty()) {
            return new Succeed();
        }
        if (attempt.platform()) {
            int faults = standing.faults() + 1;
            return faults > MOST_FAULTS ? new Dead() : new HandBack(AFTER_FAULT.delay(faults, random));
        }
        if (!worthRetrying(attempt, policy)) {
            return new Fail();
        }
        int failures = standing.failures() + 1;
        if (failures > standing.retries()) {
            return new Dead();
        }
        Duration delay = policy.backoff().delay(failures, random);
        Instant next = attempt.endedAt().plus(delay);
        return next.isBefore(standing.expiresAt()) ? new Retry(delay) : new Expire();
    }

    /** Whether the policy thinks that the same task may succeed another time. */
    static boolean worthRetrying(Attempt attempt, RetryPolicy policy) {
        String error = attempt.error().orElse("");
        if (error.equals(ErrorCode.DEADLINE_EXCEEDED.wire())) {
            return policy.onTimeout();
        }
        if (error.equals(ErrorCode.OUT_OF_MEMORY.wire())) {
            return policy.onOutOfMemory();
        }
        if (error.equals(ErrorCode.FUNCTION_FAILED.wire())) {
            return attempt.exitCode().isEmpty()
                    || !policy.neverExitCodes().contains(attempt.exitCode().getAsInt());
        }
        return false;
    }
}
