package dev.quern.node.admission;

import static dev.quern.node.admission.Entering.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.admission.Admission.Load;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void aFullQueueOfTheFunctionRefusesAtOnceAndOthersStillWait() {
        Admission admission = new Admission(new Limits(1, 10));
        enter(admission, call("f"));
        waiting(admission, new Claim("f", 0, 1, "k", 0));

        assertThatThrownBy(() -> enter(admission, new Claim("f", 0, 1, "k", 0)))
                .isInstanceOfSatisfying(Full.class, full -> {
                    assertThat(full.limit()).isEqualTo("function-queue");
                    assertThat(full.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
                    assertThat(full.toError().code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                });
        waiting(admission, new Claim("g", 0, 1, "k", 0));
        assertThat(admission.load()).isEqualTo(new Load(1, 2));
    }

    @Test
    void aFullQueueOfTheNodeRefusesEveryFunction() {
        Admission admission = new Admission(new Limits(1, 1));
        enter(admission, call("f"));
        waiting(admission, call("g"));

        assertThatThrownBy(() -> enter(admission, call("h")))
                .isInstanceOfSatisfying(
                        Full.class, full -> assertThat(full.limit()).isEqualTo("node-queue"));
    }

    @Test
    void aFunctionWithoutQueueTakesAFreePlaceAndIsRefusedOtherwise() {
        Admission admission = new Admission(new Limits(1, 10));
        Claim claim = new Claim("f", 0, 0, "k", 0);

        Place place = enter(admission, claim);
        assertThatThrownBy(() -> enter(admission, claim)).isInstanceOf(Full.class);
        place.close();
        enter(admission, claim).close();
    }

    @Test
    void theLimitOfAKeyCountsItsRunningAndItsWaitingCalls() {
        Admission admission = new Admission(new Limits(1, 10));
        Claim claim = new Claim("f", 0, 10, "greedy", 2);
        Place first = enter(admission, claim);
        Entering second = waiting(admission, claim);

        assertThatThrownBy(() -> enter(admission, claim))
                .isInstanceOfSatisfying(
                        Full.class, full -> assertThat(full.limit()).isEqualTo("key"));
        Entering other = waiting(admission, new Claim("f", 0, 10, "modest", 2));

        first.close();
        second.place().close();
        other.place().close();
        enter(admission, claim).close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void thoseWhoWaitGetThePlaceLeftInTheOrderTheyCame() {
        Admission admission = new Admission(new Limits(1, 10));
        Place held = enter(admission, call("f"));
        Entering second = waiting(admission, call("g"));
        Entering third = waiting(admission, call("f"));

        held.close();
        Place next = second.place();
        assertThat(third.done()).isFalse();
        next.close();
        third.place().close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void aDeadlineInTheQueueLeavesNothingBehind() {
        Admission admission = new Admission(new Limits(1, 1));
        Claim claim = new Claim("f", 1, 1, "k", 2);
        Place held = enter(admission, claim);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> admission.enter(claim, in(Duration.ofMillis(20))))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        }
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        held.close();
        Place next = enter(admission, claim);
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        next.close();
    }

    @Test
    void anInterruptedWaitLeavesNothingBehind() {
        Admission admission = new Admission(new Limits(1, 1));
        Place held = enter(admission, call("f"));
        Entering gone = waiting(admission, call("f"));

        gone.interrupt();
        assertThatThrownBy(gone::place).hasCauseInstanceOf(QuernException.class);
        held.close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void aFunctionAtItsConcurrencyLetsOthersPass() {
        Admission admission = new Admission(new Limits(2, 10));
        Claim one = new Claim("f", 1, 10, "k", 0);
        Place first = enter(admission, one);
        Entering second = waiting(admission, one);

        Place other = enter(admission, call("g"));
        assertThat(second.done()).isFalse();
        other.close();
        assertThat(second.done()).isFalse();
        first.close();
        second.place().close();
    }

    @Test
    void aPausedCallGivesItsPlaceAndHasItAgainBeforeNewcomers() {
        Admission admission = new Admission(new Limits(1, 10));
        Place slow = enter(admission, call("f"));
        slow.pause();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
        Place second = enter(admission, call("f"));
        Entering newcomer = waiting(admission, call("f"));
        Entering resumed = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 2);

        second.close();
        resumed.place();
        assertThat(newcomer.done()).isFalse();
        slow.close();
        newcomer.place().close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void twoPausesNeedTwoResumes() {
        Admission admission = new Admission(new Limits(1, 10));
        Place place = enter(admission, call("f"));
        place.pause();
        place.pause();

        place.resume(in(LONG));
        assertThat(admission.load().running()).isZero();
        place.resume(in(LONG));
        assertThat(admission.load().running()).isEqualTo(1);
        place.close();
    }

    @Test
    void aResumeThatFindsNoPlaceBeforeItsDeadlineLeavesOnlyTheKeyBehindUntilItIsClosed() {
        Admission admission = new Admission(new Limits(1, 10));
        Claim claim = new Claim("f", 0, 10, "k", 2);
        Place slow = enter(admission, claim);
        slow.pause();
        Place second = enter(admission, claim);

        assertThatThrownBy(() -> slow.resume(in(Duration.ofMillis(20)))).isInstanceOf(QuernException.class);
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        assertThatThrownBy(() -> enter(admission, claim)).isInstanceOf(Full.class);
        slow.close();
        second.close();
        enter(admission, claim).close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void aPlaceClosedTwiceIsLeftOnce() {
        Admission admission = new Admission(new Limits(2, 10));
        Place first = enter(admission, call("f"));
        Place second = enter(admission, call("f"));

        first.close();
        first.close();
        first.pause();
        first.resume(in(LONG));
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        second.close();
    }

    @Test
    void closeRefusesNewcomersAndThoseWhoWaitButLetsPausedCallsGoOn() {
        Admission admission = new Admission(new Limits(1, 10));
        Place slow = enter(admission, call("f"));
        slow.pause();
        Place held = enter(admission, call("f"));
        Entering waiting = waiting(admission, call("f"));

        admission.close();
        assertThatThrownBy(waiting::place)
                .cause()
                .isInstanceOfSatisfying(QuernException.class, AdmissionTest::stopping);
        assertThatThrownBy(() -> enter(admission, call("g")))
                .isInstanceOfSatisfying(QuernException.class, AdmissionTest::stopping);
        Entering resumed = Entering.again(slow);
        held.close();
        resumed.place().close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    private static void stopping(QuernException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static Claim call(String function) {
        return new Claim(function, 0, 10, "k", 0);
    }

    private static Place enter(Admission admission, Claim claim) {
        return admission.enter(claim, in(LONG));
    }

    private static Entering waiting(Admission admission, Claim claim) {
        int before = admission.load().waiting();
        Entering entering = Entering.into(admission, claim);
        await().until(() -> admission.load().waiting() == before + 1);
        return entering;
    }
}
