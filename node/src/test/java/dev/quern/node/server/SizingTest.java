package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.FunctionConfig;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Sizing sizing = new Sizing(config(2, 8), SOON);
    private final Gaps gaps = new Gaps();

    @Test
    void theLeastNumberCountsWhileAnAliasNamesTheVersion() {
        assertThat(sizing.least()).isZero();
        sizing.keep(OptionalInt.empty());
        assertThat(sizing.least()).isEqualTo(2);
        assertThat(sizing.most()).isEqualTo(8);
        assertThat(sizing.patience(gaps)).isEqualTo(Gaps.UNKNOWN);
        sizing.retire();
        assertThat(sizing.least()).isZero();
        assertThat(sizing.patience(gaps)).isEqualTo(SOON);
    }

    @Test
    void anAbsoluteNumberIsLeastAndMost() {
        sizing.keep(OptionalInt.of(5));
        assertThat(sizing.least()).isEqualTo(5);
        assertThat(sizing.most()).isEqualTo(5);
        sizing.keep(OptionalInt.of(0));
        assertThat(sizing.isOff()).isTrue();
        sizing.keep(OptionalInt.empty());
        assertThat(sizing.isOff()).isFalse();
    }

    @Test
    void aSurgeIsKeptUntilItIsOverAndNeverAboveTheMost() {
        sizing.surge(4);
        assertThat(sizing.least()).isEqualTo(4);
        sizing.retire();
        assertThat(sizing.least())
                .as("an alias of another function has changed")
                .isEqualTo(4);
        sizing.surge(50);
        assertThat(sizing.least()).isEqualTo(8);
        sizing.surge(0);
        assertThat(sizing.least()).isZero();
    }

    @Test
    void aNewInstanceTakesMoreWithEverySecond() {
        assertThat(WarmUp.share(100, Duration.ZERO)).isEqualTo(1);
        assertThat(WarmUp.share(100, Duration.ofSeconds(1))).isEqualTo(10);
        assertThat(WarmUp.share(100, Duration.ofSeconds(5))).isEqualTo(50);
        assertThat(WarmUp.share(100, WarmUp.WINDOW)).isEqualTo(100);
        assertThat(WarmUp.share(1, Duration.ZERO)).isEqualTo(1);
    }

    private static FunctionConfig config(int min, int max) {
        FunctionConfig d = FunctionConfig.defaults();
        return new FunctionConfig(
                d.contract(),
                d.command(),
                d.fresh(),
                d.runtime(),
                d.memory(),
                d.timeout(),
                d.concurrency(),
                min,
                max,
                d.queue(),
                d.environment(),
                d.mounts(),
                d.labels(),
                d.serving());
    }
}
