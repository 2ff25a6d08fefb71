package dev.quern.gateway.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Durations;
import dev.quern.gateway.http.Exchange;
import dev.quern.store.task.Submission;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a submission says besides arguments and input; what it leaves open is the function's policy's.
 *
 * @param delay how long after its submission the task is due, at most 90 d
 * @param callback an http or https URL
 * @param contentType of the input
 */
record TaskOptions(
        Optional<String> orderKey,
        Optional<String> idempotencyKey,
        Duration delay,
        Tier tier,
        Optional<Duration> maxAge,
        Optional<Integer> retries,
        Optional<String> callback,
        Optional<String> contentType) {
    /** Before what is checked against it. */
    private static final Duration MOST_DELAY = Duration.ofDays(90);

    static final TaskOptions NONE = new TaskOptions(
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            Tier.STANDARD,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    TaskOptions {
        if (delay.compareTo(MOST_DELAY) > 0) {
            throw QuernException.invalid("A task is delayed by 90d at most");
        }
        callback.ifPresent(TaskOptions::checkUrl);
    }

    static TaskOptions of(Exchange x) {
        return new TaskOptions(
                x.query("order-key"),
                Optional.ofNullable(x.request().getHeaders().get(IDEMPOTENCY_KEY)),
                x.query("delay").map(Durations::parse).orElse(Duration.ZERO),
                x.query("tier").map(Tier::parse).orElse(Tier.STANDARD),
                x.query("max-age").map(Durations::parse),
                x.query("retries").map(TaskOptions::number),
                x.query("callback"),
                // What cannot be one is of no use to a server, and no reason to refuse what a program would have taken.
                Optional.ofNullable(x.request().getHeaders().get(HttpHeader.CONTENT_TYPE))
                        .filter(Submission::isContentType));
    }

    TaskTerms terms(TaskTerms policy) {
        return maxAge.isEmpty() && retries.isEmpty()
                ? policy
                : new TaskTerms(
                        retries.orElse(policy.retries()),
                        maxAge.orElse(policy.maxAge()),
                        policy.orderOnDead(),
                        policy.retention());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw QuernException.invalid("retries must be a number from 0 to 1000");
        }
    }

    private static void checkUrl(String text) {
        try {
            URI url = URI.create(text);
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw QuernException.invalid(
                "A callback is the URL of a web server, without credentials",
                "Write it like https://example.org/done.");
    }
}
