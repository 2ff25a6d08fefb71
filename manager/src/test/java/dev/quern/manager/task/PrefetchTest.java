package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrefetchTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Prefetch prefetch = new Prefetch(128, nanos::get);

    @Test
    void nothingIsClaimedAheadBeforeAnythingBegins() {
        assertThat(prefetch.target()).isZero();
    }

    @Test
    void tinyTasksAreClaimedAheadForATenthOfASecond() {
        begin(2000, 1000);
        assertThat(prefetch.target()).isBetween(90, 110);
    }

    @Test
    void neverMoreThanTheMost() {
        begin(20_000, 20_000);
        assertThat(prefetch.target()).isEqualTo(128);
    }

    @Test
    void afterTwoSecondsWithoutABeginningNothingIsClaimedAhead() {
        begin(2000, 1000);
        nanos.addAndGet(2_000_000_000L);
        assertThat(prefetch.target()).isZero();
    }

    private void begin(int number, int perSecond) {
        for (int i = 0; i < number; i++) {
            nanos.addAndGet(1_000_000_000L / perSecond);
            prefetch.begun();
        }
    }
}
