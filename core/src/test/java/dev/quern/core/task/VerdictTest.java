package dev.quern.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = END.plus(Duration.ofHours(6));
    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;

    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    @Test
    void noErrorIsSuccess() {
        assertThat(verdict(ended(Optional.empty(), 0, false), standing(0, 0))).isEqualTo(new Verdict.Succeed());
    }

    @Test
    void aFailureIsRetriedUntilTheRetriesAreUsedUp() {
        assertThat(verdict(failed(1), standing(0, 0))).isInstanceOf(Verdict.Retry.class);
        assertThat(verdict(failed(1), standing(2, 0))).isInstanceOf(Verdict.Retry.class);
        assertThat(verdict(failed(1), standing(3, 0))).isEqualTo(new Verdict.Dead());
        assertThat(Verdict.after(failed(1), new Standing(0, 0, 0, LATER), POLICY, random))
                .isEqualTo(new Verdict.Dead());
    }

    @Test
    void whatNoRetryCanHelpFails() {
        RetryPolicy policy = new RetryPolicy(
                3,
                POLICY.backoff(),
                Set.of(2),
                false,
                true,
                0.2,
                10,
                POLICY.maxAge(),
                OrderOnDead.BLOCK,
                Retention.STANDARD);
        assertThat(Verdict.after(failed(2), standing(0, 0), policy, random)).isEqualTo(new Verdict.Fail());
        assertThat(Verdict.after(failed(3), standing(0, 0), policy, random)).isInstanceOf(Verdict.Retry.class);
        assertThat(Verdict.after(error(ErrorCode.DEADLINE_EXCEEDED), standing(0, 0), policy, random))
                .isEqualTo(new Verdict.Fail());
        assertThat(Verdict.after(error(ErrorCode.OUT_OF_MEMORY), standing(0, 0), policy, random))
                .isInstanceOf(Verdict.Retry.class);
    }

    @Test
    void byDefaultTimeoutsAreRetriedAndTooLittleMemoryAndAMissingEntryPointAreNot() {
        assertThat(verdict(error(ErrorCode.DEADLINE_EXCEEDED), standing(0, 0))).isInstanceOf(Verdict.Retry.class);
        assertThat(verdict(error(ErrorCode.OUT_OF_MEMORY), standing(0, 0))).isEqualTo(new Verdict.Fail());
        assertThat(verdict(error(ErrorCode.ENTRYPOINT_NOT_FOUND), standing(0, 0)))
                .isEqualTo(new Verdict.Fail());
        assertThat(verdict(error(ErrorCode.IMAGE_NOT_FOUND), standing(0, 0))).isEqualTo(new Verdict.Fail());
    }

    @Test
    void aPlatformFaultCountsAgainstNoRetryButIsBounded() {
        Attempt lost = ended(Optional.of(ErrorCode.SANDBOX_FAILED), 0, true);
        assertThat(verdict(lost, standing(3, 0))).isInstanceOf(Verdict.HandBack.class);
        assertThat(verdict(lost, standing(0, 19))).isInstanceOf(Verdict.HandBack.class);
        assertThat(verdict(lost, standing(0, 20))).isEqualTo(new Verdict.Dead());
    }

    @Test
    void aRetryThatWouldComeTooLateExpires() {
        assertThat(Verdict.after(failed(1), new Standing(0, 0, 3, END), POLICY, random))
                .isEqualTo(new Verdict.Expire());
    }

    private Verdict verdict(Attempt attempt, Standing standing) {
        return Verdict.after(attempt, standing, POLICY, random);
    }

    private static Standing standing(int failures, int faults) {
        return new Standing(failures, faults, 3, LATER);
    }

    private static Attempt failed(int exitCode) {
        return ended(Optional.of(ErrorCode.FUNCTION_FAILED), exitCode, false);
    }

    private static Attempt error(ErrorCode code) {
        return ended(Optional.of(code), 137, false);
    }

    private static Attempt ended(Optional<ErrorCode> error, int exitCode, boolean platform) {
        return new Attempt(
                1,
                "node",
                END.minusSeconds(1),
                END,
                OptionalInt.of(exitCode),
                error.map(ErrorCode::wire),
                Optional.empty(),
                platform);
    }
}
