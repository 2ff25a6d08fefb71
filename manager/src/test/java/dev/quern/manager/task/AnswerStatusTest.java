package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.node.http.Header;
import dev.quern.node.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerStatusTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "300, FUNCTION_REFUSED", "307, FUNCTION_REFUSED", "400, FUNCTION_REFUSED", "404, FUNCTION_REFUSED",
        "408, FUNCTION_FAILED", "410, FUNCTION_REFUSED", "429, FUNCTION_FAILED", "499, FUNCTION_REFUSED",
        "500, FUNCTION_FAILED", "503, FUNCTION_FAILED", "599, FUNCTION_FAILED"
    })
    void onlyWhatMayBecomeBetterIsAFailure(int status, ErrorCode code) {
        assertThat(AnswerStatus.isGood(status)).isFalse();
        assertThat(AnswerStatus.failure(status, "").code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void whatIsDoneIsDone(int status) {
        assertThat(AnswerStatus.isGood(status)).isTrue();
    }

    @Test
    void whatTheServerSaidIsToldBehindItsStatus() {
        assertThat(AnswerStatus.failure(404, "no such picture").text())
                .isEqualTo("The function's server answered 404: no such picture");
        assertThat(AnswerStatus.failure(500, "").text()).isEqualTo("The function's server answered 500");
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "0, 0", "' 7 ', 7", "'Sat, 31 Jan 2026 12:01:00 GMT', 60"})
    void timeIsAskedForInSecondsOrByADate(String text, long seconds) {
        assertThat(AnswerStatus.retryAfter(head(text), NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Sat, 31 Jan 2026 11:59:00 GMT"})
    void whatIsNoTimeIsNotHeeded(String text) {
        assertThat(AnswerStatus.retryAfter(head(text), NOW)).isEmpty();
    }

    private static ResponseHead head(String retryAfter) {
        return new ResponseHead(503, 1, List.of(new Header("Retry-After", retryAfter)));
    }
}
