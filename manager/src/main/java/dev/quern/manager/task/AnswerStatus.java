package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.ResponseHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What an answer's status says of a task (RFC 9110 section 15): 2xx that it is done; 408, 429 and 5xx that the same
 * request may do another time; all others that it never will, and nobody follows a redirect with a task.
 */
final class AnswerStatus {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int LEAST_ERROR = 500;
    private static final int MOST_DIGITS = 9;

    private AnswerStatus() {}

    static boolean isGood(int status) {
        return status / 100 == 2;
    }

    /** @param said the beginning of the content, in one line */
    static QuernException failure(int status, String said) {
        boolean again = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= LEAST_ERROR;
        return new QuernException(
                again ? ErrorCode.FUNCTION_FAILED : ErrorCode.FUNCTION_REFUSED,
                "The function's server answered " + status + (said.isEmpty() ? "" : ": " + said));
    }

    /** What it asks for by {@code Retry-After}, seconds or a date (RFC 9110 section 10.2.3). */
    static Optional<Duration> retryAfter(ResponseHead head, Instant now) {
        return head.first("Retry-After").map(String::strip).flatMap(text -> wait(text, now));
    }

    private static Optional<Duration> wait(String text, Instant now) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.isEmpty() || text.length() > MOST_DIGITS
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, until)).filter(Duration::isPositive);
        } catch (DateTimeException e) {
            // Whatever it means, the policy has a pause of its own.
            return Optional.empty();
        }
    }
}
