package dev.quern.manager.task;

import dev.quern.core.task.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many retries a function may add to its load, so that a dependency which fails is not asked many times over:
 * a bucket of tokens for each function, filled with a share of a token by each first attempt and with so
 * many a minute in any case. A retry takes one. Where there is none it goes into debt and waits for as long
 * as the minutes take to pay: retries that do not fit are spread out, not refused.
 */
final class RetryBudget {
    /** Longer waits help nobody; the budget of a function that may not retry at all counts as this. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** Functions kept; one that is forgotten begins with a full bucket. */
    private static final int MOST = 10_000;
    /** First attempts whose share may be saved up. */
    private static final int SAVED = 100;

    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    }; // guarded by this

    private static final class Bucket {
        double tokens;
        Instant at;
        long firsts;
        boolean begun;

        Bucket(Instant at) {
            this.at = at;
        }
    }

    RetryBudget(InstantSource clock) {
        this.clock = clock;
    }

    /** A task's first attempt ended. */
    synchronized void first(String function) {
        bucket(function).firsts++;
    }

    /** Takes a token; returns how long the retry has to wait for it. */
    synchronized Duration retry(String function, RetryPolicy policy) {
        Bucket bucket = bucket(function);
        double perSecond = policy.budgetPerMinute() / 60.0;
        fill(bucket, policy, perSecond);
        if (bucket.tokens < 1 && bucket.tokens - 1 < -perSecond * LONGEST.toSeconds()) {
            return LONGEST;
        }
        bucket.tokens--;
        return bucket.tokens >= 0 ? Duration.ZERO : Duration.ofMillis((long) (-bucket.tokens / perSecond * 1000));
    }

    private void fill(Bucket bucket, RetryPolicy policy, double perSecond) {
        Instant now = clock.instant();
        double most = policy.budgetPerMinute() + SAVED * policy.budgetRatio();
        double passed = Math.max(0, Duration.between(bucket.at, now).toMillis() / 1000.0);
        double before = bucket.begun ? bucket.tokens : policy.budgetPerMinute();
        bucket.tokens = Math.min(most, before + passed * perSecond + bucket.firsts * policy.budgetRatio());
        bucket.begun = true;
        bucket.firsts = 0;
        bucket.at = now;
    }

    private Bucket bucket(String function) {
        return buckets.computeIfAbsent(function, name -> new Bucket(clock.instant()));
    }
}
