package dev.quern.node.admission;

import static dev.quern.node.admission.Entering.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.QuernException;
import dev.quern.node.admission.Admission.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Queued work behind calls. */
class BackgroundTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Claim CALL = new Claim("f", 0, 0, "k", 1);
    private static final Claim WORK = new Claim("w", 0, 0, "k", 1);

    @Test
    void workTakesWhatIsIdleAndNoMore() {
        Admission admission = new Admission(new Limits(2, 10));
        Place call = admission.enter(CALL, in(LONG));
        assertThat(admission.idle()).isEqualTo(1);
        Place work = admission.enterBackgroundNow(WORK).orElseThrow();
        assertThat(admission.idle()).isZero();
        assertThat(admission.enterBackgroundNow(WORK)).isEmpty();

        Entering waiting = Entering.behind(admission, WORK);
        await().until(() -> admission.background().equals(new Load(1, 1)));
        call.close();
        Place second = waiting.place();
        assertThat(admission.background()).isEqualTo(new Load(2, 0));
        work.close();
        second.close();
        assertThat(admission.idle()).isEqualTo(2);
    }

    @Test
    void aCallWithoutAQueueIsNeitherRefusedNorKeptWaitingByWork() {
        Admission admission = new Admission(new Limits(1, 0));
        Place work = admission.enterBackground(WORK);

        Place call = admission.enter(CALL, in(Duration.ZERO));
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        work.close();
        assertThat(admission.enterBackgroundNow(WORK)).isEmpty();
        call.close();
        admission.enterBackgroundNow(WORK).orElseThrow().close();
    }

    @Test
    void aCallWaitsForItsFunctionsConcurrencyBeforeAllWorkAndBeyondItsQueue() {
        Admission admission = new Admission(new Limits(4, 10));
        Claim one = new Claim("one", 1, 0, "k", 0);
        Place running = admission.enterBackground(one);
        Entering work = Entering.behind(admission, one);
        await().until(() -> admission.background().equals(new Load(1, 1)));
        Entering call = Entering.into(admission, one);
        await().until(() -> admission.load().equals(new Load(0, 1)));
        assertThatThrownBy(() -> admission.enter(one, in(LONG))).isInstanceOf(Full.class);

        running.close();
        Place first = call.place();
        assertThat(work.done()).isFalse();
        first.close();
        work.place().close();
    }

    @Test
    void aClosingNodeSendsWaitingWorkAway() {
        Admission admission = new Admission(new Limits(1, 10));
        Place running = admission.enterBackground(WORK);
        Entering waiting = Entering.behind(admission, WORK);
        await().until(() -> admission.background().waiting() == 1);
        admission.close();

        assertThat(waiting.future()).failsWithin(Duration.ofSeconds(20));
        assertThatThrownBy(() -> admission.enterBackground(WORK)).isInstanceOf(QuernException.class);
        assertThat(admission.idle()).isZero();
        running.close();
        assertThat(admission.background()).isEqualTo(new Load(0, 0));
    }

    @Test
    void idlePlacesAreTold() {
        Admission admission = new Admission(new Limits(1, 10));
        AtomicInteger told = new AtomicInteger();
        admission.onIdle(told::incrementAndGet);
        Place call = admission.enter(CALL, in(LONG));
        assertThat(told.get()).isZero();
        call.close();
        assertThat(told.get()).isPositive();
    }

    @Test
    void workCancelledAtTheMomentItIsAdmittedLosesNoPlace() {
        Admission admission = new Admission(new Limits(1, 10));
        for (int i = 0; i < 40; i++) {
            Entering.cancelAsOneLeaves(
                    admission.enterBackground(WORK), () -> Entering.behind(admission, WORK), admission::background);
            assertThat(admission.background()).as("round " + i).isEqualTo(new Load(0, 0));
        }
    }

    @Test
    void callsAndWorkTogetherKeepTheirBoundsAndLeaveNothing() throws InterruptedException {
        int places = 4;
        Admission admission = new Admission(new Limits(places, 400));
        Counted calls = new Counted();
        Counted work = new Counted();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Random random = new Random(20_260_101L + i);
            boolean background = i % 2 == 0;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 25; n++) {
                    serve(admission, random, background, background ? work : calls);
                }
            }));
        }
        for (int i = 0; i < 1_000; i++) {
            threads.get(ThreadLocalRandom.current().nextInt(threads.size())).interrupt();
            LockSupport.parkNanos(100_000);
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(calls.most.get()).isLessThanOrEqualTo(places);
        assertThat(work.most.get()).isLessThanOrEqualTo(places);
        assertThat(calls.served.get()).isPositive();
        assertThat(work.served.get()).isPositive();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
        assertThat(admission.background()).isEqualTo(new Load(0, 0));
        assertThat(admission.idle()).isEqualTo(places);
    }

    private static final class Counted {
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicInteger served = new AtomicInteger();
    }

    private static void serve(Admission admission, Random random, boolean background, Counted counted) {
        int f = random.nextInt(6);
        Claim claim = new Claim("f" + f, f % 3, 400, "k" + random.nextInt(4), 0);
        try (Place place = background ? admission.enterBackground(claim) : admission.enter(claim, in(LONG))) {
            assertThat(place).isNotNull();
            counted.most.accumulateAndGet(counted.running.incrementAndGet(), Math::max);
            Thread.yield();
            counted.running.decrementAndGet();
            counted.served.incrementAndGet();
        } catch (Full | QuernException e) {
            // Refused or cancelled: each is an answer.
            Thread.yield();
        } finally {
            Thread.interrupted();
        }
    }
}
