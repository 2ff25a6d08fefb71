package dev.quern.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Test
    void waitsGrowTwofoldUpToTheirBound() {
        Backoff backoff = RetryPolicy.DEFAULT.backoff();
        assertThat(backoff.bound(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.bound(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.bound(9)).isEqualTo(Duration.ofSeconds(256));
        assertThat(backoff.bound(10)).isEqualTo(Duration.ofMinutes(5));
        assertThat(backoff.bound(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(new Backoff(Duration.ofMillis(1), Backoff.LIMIT).bound(1000)).isEqualTo(Backoff.LIMIT);
        assertThat(new Backoff(Backoff.LIMIT, Backoff.LIMIT).bound(1000)).isEqualTo(Backoff.LIMIT);
    }

    @Test
    void waitsAreSpreadOverAllOfTheirRange() {
        Backoff backoff = new Backoff(Duration.ofMillis(4), Duration.ofMillis(4));
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        assertThat(java.util.stream.Stream.generate(
                                () -> backoff.delay(1, random).toMillis())
                        .limit(1000)
                        .distinct())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void comesBackFromItsJsonBody() {
        assertThat(RetryPolicyBody.of(RetryPolicy.DEFAULT).toPolicy()).isEqualTo(RetryPolicy.DEFAULT);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> new TaskTerms(-1, Duration.ofHours(1), OrderOnDead.BLOCK, Retention.SHORT))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> new TaskTerms(1, Duration.ofDays(365), OrderOnDead.BLOCK, Retention.SHORT))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(QuernException.class);
    }

    @Test
    void codesOfStatesStayWhatTheyAre() {
        assertThat(TaskState.values())
                .extracting(TaskState::wire)
                .containsExactly(
                        "scheduled",
                        "queued",
                        "running",
                        "retrying",
                        "failed",
                        "dead",
                        "expired",
                        "succeeded",
                        "cancelled");
        assertThat(TaskState.values())
                .filteredOn(TaskState::retriable)
                .containsExactly(TaskState.FAILED, TaskState.DEAD, TaskState.EXPIRED);
        assertThat(Tier.values()).extracting(Tier::weight).containsExactly(1, 3, 6);
    }
}
