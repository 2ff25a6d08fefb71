package dev.quern.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.metric.LatencyHistogram;
import dev.quern.core.metric.LatencySnapshot;
import dev.quern.core.metric.VersionFigures;
import dev.quern.core.name.FunctionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutDecisionTest {
    private static final Duration OVER = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(1);

    @Test
    void aStepIsLeftWhenItsTimeIsOverAndCallsEnoughHaveBeen() {
        assertThat(decide(SOON, calls(900, 0, 5), calls(100, 0, 5))).isInstanceOf(RolloutDecision.Hold.class);
        assertThat(decide(OVER, calls(900, 0, 5), calls(49, 0, 5)))
                .isEqualTo(new RolloutDecision.Hold("49 of 50 calls of version 8 have been"));
        assertThat(decide(OVER, calls(900, 0, 5), calls(50, 0, 5))).isEqualTo(new RolloutDecision.Next(25));
    }

    @Test
    void theLastStepIsTheEnd() {
        Rollout rollout = rollout("error-rate>1%");
        for (int i = 0; i < 2; i++) {
            rollout = rollout.next(Instant.EPOCH, "begun");
        }
        assertThat(rollout.step().percent()).isEqualTo(50);
        assertThat(RolloutDecision.of(rollout, OVER, calls(90, 0, 5), calls(90, 0, 5)))
                .isInstanceOf(RolloutDecision.Done.class);
    }

    @Test
    void oneErrorSaysNothingYetAndTwoDoAtOnce() {
        assertThat(decide(SOON, calls(900, 0, 5), calls(3, 1, 5))).isInstanceOf(RolloutDecision.Hold.class);
        assertThat(decide(SOON, calls(900, 0, 5), calls(3, 2, 5))).isInstanceOf(RolloutDecision.Abort.class);
        assertThat(decide(OVER, calls(900, 0, 5), calls(1000, 10, 5))).isInstanceOf(RolloutDecision.Next.class);
        assertThat(decide(OVER, calls(900, 0, 5), calls(1000, 11, 5))).isInstanceOf(RolloutDecision.Abort.class);
    }

    @Test
    void latencyIsComparedOnceThereIsEnoughOfIt() {
        assertThat(decide(SOON, calls(900, 0, 5), calls(49, 0, 50))).isInstanceOf(RolloutDecision.Hold.class);
        assertThat(decide(SOON, calls(900, 0, 5), calls(50, 0, 50)))
                .isInstanceOfSatisfying(
                        RolloutDecision.Abort.class,
                        abort -> assertThat(abort.why()).contains("p99 is", "p99>2x"));
        assertThat(decide(OVER, calls(900, 0, 5), calls(50, 0, 9))).isInstanceOf(RolloutDecision.Next.class);
        assertThat(decide(OVER, calls(0, 0, 5), calls(50, 0, 900)))
                .as("nothing to compare with")
                .isInstanceOf(RolloutDecision.Next.class);
    }

    @Test
    void oneOrTwoSlowCallsAreAnAccident() {
        assertThat(decide(OVER, calls(900, 0, 5), slow(98, 2))).isInstanceOf(RolloutDecision.Next.class);
        assertThat(decide(OVER, calls(900, 0, 5), slow(97, 3))).isInstanceOf(RolloutDecision.Abort.class);
        assertThat(decide(OVER, calls(900, 0, 5), slow(997, 3))).isInstanceOf(RolloutDecision.Next.class);
    }

    @Test
    void rulesOfOtherKindsCountToo() {
        assertThat(RolloutDecision.of(rollout("p50>20ms"), SOON, calls(0, 0, 1), calls(50, 0, 30)))
                .isInstanceOf(RolloutDecision.Abort.class);
        assertThat(RolloutDecision.of(rollout("error-rate>2x"), SOON, calls(100, 5, 1), calls(100, 10, 1)))
                .isInstanceOf(RolloutDecision.Hold.class);
        assertThat(RolloutDecision.of(rollout("error-rate>2x"), SOON, calls(100, 5, 1), calls(100, 11, 1)))
                .isInstanceOf(RolloutDecision.Abort.class);
        assertThat(RolloutDecision.of(rollout(""), OVER, calls(100, 0, 1), calls(100, 100, 1)))
                .isInstanceOf(RolloutDecision.Next.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-rate>1%", "error-rate>0.5%", "error-rate>2x", "p99>2x", "p50>1.5x", "p95>300ms"})
    void rulesAreWrittenAsTheyAreRead(String text) {
        assertThat(AbortRule.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p99>2%",
                "error-rate>100%",
                "error-rate>0%",
                "error-rate>1s",
                "p98.5>2x",
                "p99<2x",
                "p99>",
                "p10>2x"
            })
    void whatIsNoRuleIsRefused(String text) {
        assertThatThrownBy(() -> AbortRule.parse(text)).isInstanceOf(QuernException.class);
    }

    @Test
    void stepsRiseToAHundred() {
        for (List<Double> steps : List.of(
                List.<Double>of(),
                List.of(100.0),
                List.of(5.0, 50.0),
                List.of(50.0, 5.0, 100.0),
                List.of(0.0, 100.0),
                List.of(Double.NaN, 100.0),
                List.of(5.0, 101.0))) {
            assertThatThrownBy(() -> new RolloutPlan(7, 8, steps, OVER, List.of(), 50))
                    .as(steps.toString())
                    .isInstanceOf(QuernException.class);
        }
    }

    private static RolloutDecision decide(Duration elapsed, VersionFigures from, VersionFigures to) {
        return RolloutDecision.of(rollout("error-rate>1%,p99>2x"), elapsed, from, to);
    }

    private static Rollout rollout(String rules) {
        RolloutPlan plan = new RolloutPlan(
                7, 8, RolloutPlan.DEFAULT_PERCENTS, RolloutPlan.DEFAULT_EVERY, AbortRule.parseAll(rules), 50);
        return new Rollout(
                new UUID(0, 0),
                new FunctionName("default", "f"),
                "live",
                plan,
                RolloutState.RUNNING,
                List.of(RolloutStep.begun(5, Instant.EPOCH)),
                "",
                Instant.EPOCH,
                Optional.empty(),
                "key");
    }

    private static VersionFigures slow(int good, int slow) {
        VersionFigures quick = calls(good, 0, 5);
        LatencySnapshot run = quick.run().plus(calls(slow, 0, 500).run());
        return new VersionFigures(0, LatencySnapshot.NONE, LatencySnapshot.NONE, run);
    }

    private static VersionFigures calls(int calls, int errors, int millis) {
        LatencyHistogram run = new LatencyHistogram();
        for (int i = 0; i < calls; i++) {
            run.add(millis * 1000L);
        }
        return new VersionFigures(errors, LatencySnapshot.NONE, LatencySnapshot.NONE, run.snapshot());
    }
}
