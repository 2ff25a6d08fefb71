package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.VersionLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps a server that fails again and again from being started all the time. Guarded by its owner's lock. */
final class StartBackoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofMinutes(1);

    private int failures;
    private long notBefore;
    private @Nullable QuernException last;
    private Instant lastAt = Instant.EPOCH;

    void failed(QuernException why, long now) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures, 10));
        failures++;
        last = why;
        lastAt = Instant.now();
        notBefore = now + (pause.compareTo(MOST) > 0 ? MOST : pause).toNanos();
    }

    void succeeded() {
        failures = 0;
        last = null;
    }

    boolean mayStart(long now) {
        return last == null || now - notBefore >= 0;
    }

    int failures() {
        return failures;
    }

    /** The latest, while none has worked since. */
    Optional<VersionLoad.Failure> latest() {
        QuernException why = last;
        return why == null ? Optional.empty() : Optional.of(new VersionLoad.Failure(lastAt, why.text()));
    }

    /** What kept the latest from starting, while none has worked since. */
    Optional<QuernException> why() {
        return Optional.ofNullable(last);
    }

    /** Why nothing is started now. */
    Optional<QuernException> refusal(long now) {
        QuernException why = last;
        if (why == null || mayStart(now)) {
            return Optional.empty();
        }
        long seconds = Math.max(1, (notBefore - now + 999_999_999L) / 1_000_000_000L);
        return Optional.of(
                failures < 2
                        ? why
                        : new QuernException(
                                why.code() == ErrorCode.OUT_OF_MEMORY ? why.code() : ErrorCode.UNAVAILABLE,
                                "The function's server failed " + failures + " times in a row; the next start is in "
                                        + seconds + " s. The last time: " + why.text(),
                                why.fix().orElse("See its log, and deploy a version that starts."),
                                why));
    }
}
