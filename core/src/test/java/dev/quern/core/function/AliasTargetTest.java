package dev.quern.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AliasTargetTest {
    private static final FunctionName F = new FunctionName("default", "f");

    @Test
    void theSecondVersionGetsItsShare() {
        for (double percent : new double[] {0, 0.5, 10, 50, 100}) {
            AliasTarget target = target(percent);
            int second = 0;
            for (int i = 0; i < 100_000; i++) {
                second += target.at(StickyPoint.of(F, 8, "user-" + i)) == 8 ? 1 : 0;
            }
            assertThat(second / 1000.0).isCloseTo(percent, within(0.6));
        }
        assertThat(target(0).at(0)).isEqualTo(7);
        assertThat(target(100).at(Math.nextDown(1.0))).isEqualTo(8);
    }

    @Test
    void whoHasTheSecondVersionKeepsItWhileItsShareGrows() {
        for (int i = 0; i < 1000; i++) {
            double point = StickyPoint.of(F, 8, Integer.toString(i));
            if (target(20).at(point) == 8) {
                assertThat(target(60).at(point)).isEqualTo(8);
            }
        }
    }

    @Test
    void whatIsNoTargetIsRefused() {
        assertThatThrownBy(() -> target(101)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> target(Double.NaN)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> new AliasTarget(7, Optional.of(new AliasTarget.Share(7, 5)), Optional.empty()))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> new AliasTarget(7, Optional.empty(), Optional.of("X User")))
                .isInstanceOf(QuernException.class);
    }

    private static AliasTarget target(double percent) {
        return new AliasTarget(7, Optional.of(new AliasTarget.Share(8, percent)), Optional.empty());
    }
}
