package dev.quern.cli.function;

import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code function set}. */
final class PolicyOptions {
    @Option(names = "--retries", paramLabel = "N", description = "Attempts after the first that fails, 0 to 1000.")
    @Nullable
    Integer retries;

    @Option(
            names = "--backoff",
            paramLabel = "1s..5m",
            description = "The longest wait after the first failure, and after many.")
    @Nullable
    String backoff;

    @Option(names = "--never-retry", paramLabel = "64,65", description = "Exit codes no retry can help; '' for none.")
    @Nullable
    String neverRetry;

    @Option(names = "--retry-timeout", negatable = true, description = "Whether a timeout is retried.")
    @Nullable
    Boolean retryTimeout;

    @Option(names = "--retry-memory", negatable = true, description = "Whether running out of memory is retried.")
    @Nullable
    Boolean retryMemory;

    @Option(
            names = "--retry-budget",
            paramLabel = "0.2",
            description = "Retries for each first attempt, 0 to 1, so that a failing dependency is not overrun.")
    @Nullable
    Double retryBudget;

    @Option(names = "--retry-floor", paramLabel = "N", description = "Retries a minute whatever the budget says.")
    @Nullable
    Integer retryFloor;

    @Option(names = "--max-age", paramLabel = "6h", description = "No attempt begins later after the submission.")
    @Nullable
    String maxAge;

    @Option(
            names = "--on-dead",
            paramLabel = "block|skip",
            description = "What those behind a dead task of their order key do.")
    @Nullable
    String onDead;

    @Option(
            names = "--retention",
            paramLabel = "short|standard|long",
            description = "How long finished tasks are kept: 1, 7 or 30 days.")
    @Nullable
    String retention;

    boolean isNone() {
        return Stream.of(
                        retries,
                        backoff,
                        neverRetry,
                        retryTimeout,
                        retryMemory,
                        retryBudget,
                        retryFloor,
                        maxAge,
                        onDead,
                        retention)
                .allMatch(Objects::isNull);
    }

    /** The present policy with what was named changed, checked as a whole. */
    RetryPolicyBody applied(RetryPolicyBody p) {
        String[] bounds = backoff == null ? null : bounds(backoff);
        return RetryPolicyBody.of(new RetryPolicyBody(
                        or(retries, p.retries()),
                        bounds == null ? p.backoffFirstMillis() : millis(bounds[0]),
                        bounds == null ? p.backoffMostMillis() : millis(bounds[1]),
                        neverRetry == null ? p.neverExitCodes() : codes(neverRetry),
                        or(retryTimeout, p.onTimeout()),
                        or(retryMemory, p.onOutOfMemory()),
                        or(retryBudget, p.budgetRatio()),
                        or(retryFloor, p.budgetPerMinute()),
                        maxAge == null ? p.maxAgeMillis() : millis(maxAge),
                        or(onDead, p.orderOnDead()),
                        or(retention, p.retention()))
                .toPolicy());
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static long millis(String duration) {
        return Durations.parse(duration).toMillis();
    }

    private static String[] bounds(String text) {
        String[] bounds = text.split("\\.\\.", -1);
        if (bounds.length != 2) {
            throw QuernException.invalid("'" + text + "' is not a backoff", "Write it like 1s..5m.");
        }
        return bounds;
    }

    private static List<Integer> codes(String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::trim)
                    .filter(code -> !code.isEmpty())
                    .map(Integer::valueOf)
                    .distinct()
                    .toList();
        } catch (NumberFormatException e) {
            throw QuernException.invalid("'" + text + "' is not a list of exit codes", "Write it like 64,65.");
        }
    }
}
