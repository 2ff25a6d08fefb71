package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final Pace pace = new Pace(2);

    @Test
    void theFirstIsStartedAtOnce() {
        assertThat(pace.wantsMore(1, 0, 0, 0)).isTrue();
    }

    @Test
    void whatIsBeingStartedTakesItsShare() {
        assertThat(pace.wantsMore(2, 0, 1, 0)).isFalse();
        assertThat(pace.wantsMore(3, 0, 1, 1)).isTrue();
    }

    @Test
    void shortWaitsAreWaited() {
        pace.started(100 * MILLI);
        pace.held(MILLI);
        assertThat(pace.wantsMore(10, 1, 0, 5 * MILLI)).isFalse();
        assertThat(pace.wantsMore(10, 1, 0, 101 * MILLI)).isTrue();
        assertThat(pace.wantsMore(300, 1, 0, 0)).isTrue();
    }

    @Test
    void tryAgainIsBetweenASecondAndAMinute() {
        assertThat(pace.retryAfter(5, 1)).isEqualTo(Duration.ofSeconds(1));
        pace.held(10_000 * MILLI);
        assertThat(pace.retryAfter(4, 1)).isEqualTo(Duration.ofSeconds(20));
        assertThat(pace.retryAfter(1000, 1)).isEqualTo(Duration.ofSeconds(60));
    }
}
