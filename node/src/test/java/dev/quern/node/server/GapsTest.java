package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final Gaps gaps = new Gaps();

    @Test
    void aFewSayNothing() {
        for (int i = 0; i < 9; i++) {
            gaps.add(Duration.ofMinutes(90));
        }
        assertThat(gaps.keepAlive()).isEqualTo(Gaps.UNKNOWN);
    }

    @Test
    void callsEveryFewSecondsNeedLittle() {
        for (int i = 0; i < 100; i++) {
            gaps.add(Duration.ofSeconds(5));
        }
        assertThat(gaps.keepAlive()).isEqualTo(Duration.ofSeconds(66));
    }

    @Test
    void callsEveryHourAreWaitedFor() {
        for (int i = 0; i < 20; i++) {
            gaps.add(Duration.ofMinutes(60));
        }
        assertThat(gaps.keepAlive()).isGreaterThan(Duration.ofMinutes(61)).isLessThan(Duration.ofMinutes(70));
    }

    @Test
    void oneInAHundredIsNotWaitedFor() {
        for (int i = 0; i < 199; i++) {
            gaps.add(Duration.ofSeconds(30));
        }
        gaps.add(Duration.ofMinutes(200));
        assertThat(gaps.keepAlive()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void gapsLongerThanAnybodyWaitsSayNothing() {
        for (int i = 0; i < 30; i++) {
            gaps.add(Duration.ofHours(5));
        }
        assertThat(gaps.keepAlive()).isEqualTo(Gaps.UNKNOWN);
    }
}
