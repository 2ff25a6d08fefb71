package dev.quern.node.admission;

import static dev.quern.node.admission.Entering.in;
import static org.assertj.core.api.Assertions.assertThat;
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

/** Two things at once to one place, or to all of them. */
class AdmissionRacesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Claim CALL = new Claim("f", 0, 1000, "k", 0);

    @Test
    void aCallCancelledAtTheMomentItIsAdmittedLosesNoPlace() {
        Admission admission = new Admission(new Limits(1, 200));
        for (int i = 0; i < 40; i++) {
            Entering.cancelAsOneLeaves(
                    admission.enter(CALL, in(LONG)), () -> Entering.into(admission, CALL), admission::load);
            assertThat(admission.load()).as("round " + i).isEqualTo(new Load(0, 0));
        }
    }

    @Test
    void aPlaceClosedWhileItResumesWakesWhoWaitsForIt() {
        Admission admission = new Admission(new Limits(1, 10));
        Place slow = admission.enter(CALL, in(LONG));
        slow.pause();
        Place held = admission.enter(CALL, in(LONG));
        Entering resumed = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 1);

        slow.close();
        resumed.place();
        held.close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
    }

    @Test
    void aPlaceClosedJustBeforeItResumesIsNotTakenForEver() {
        Admission admission = new Admission(new Limits(1, 10));
        for (int i = 0; i < 3_000; i++) {
            Place place = admission.enter(CALL, in(LONG));
            place.pause();
            Entering resumed = Entering.again(place);
            spin(i * 20L);
            place.close();
            resumed.place();
            assertThat(admission.load()).as("round " + i).isEqualTo(new Load(0, 0));
        }
    }

    @Test
    void aPauseWhileTheOtherSideResumesTakesNoPlace() {
        Admission admission = new Admission(new Limits(1, 10));
        Place slow = admission.enter(CALL, in(LONG));
        slow.pause();
        Place held = admission.enter(CALL, in(LONG));
        Entering resumed = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 1);

        slow.pause();
        resumed.place();
        held.close();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
        slow.resume(in(LONG));
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        slow.close();
    }

    @Test
    void bothSidesThatResumeWakeWhenThereIsAPlace() {
        Admission admission = new Admission(new Limits(1, 10));
        Place slow = admission.enter(CALL, in(LONG));
        slow.pause();
        Place held = admission.enter(CALL, in(LONG));
        Entering body = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 1);
        slow.pause();
        Entering response = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 1);

        held.close();
        body.place();
        response.place();
        assertThat(admission.load()).isEqualTo(new Load(1, 0));
        slow.close();
    }

    @Test
    void aCallThatCannotResumeForItsFunctionsConcurrencyKeepsNobodyFromAFreePlace() {
        Admission admission = new Admission(new Limits(2, 10));
        Claim one = new Claim("f", 1, 10, "k", 0);
        Place slow = admission.enter(one, in(LONG));
        slow.pause();
        Place second = admission.enter(one, in(LONG));
        Entering resumed = Entering.again(slow);
        await().until(() -> admission.load().waiting() == 1);

        admission.enter(new Claim("g", 0, 0, "k", 0), in(LONG)).close();
        second.close();
        resumed.place().close();
    }

    @Test
    void fourHundredCallsNeverRunMoreThanThereArePlacesAndLeaveNothing() throws InterruptedException {
        int places = 4;
        Admission admission = new Admission(new Limits(places, 150));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Random random = new Random(20_260_101L + i);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 25; n++) {
                    serve(admission, random, running, most, served);
                }
            }));
        }
        for (int i = 0; i < 2_000; i++) {
            threads.get(ThreadLocalRandom.current().nextInt(threads.size())).interrupt();
            LockSupport.parkNanos(100_000);
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(most.get()).isEqualTo(places);
        assertThat(served.get()).isPositive();
        assertThat(admission.load()).isEqualTo(new Load(0, 0));
        List<Place> all = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            all.add(admission.enter(new Claim("f0", 0, 0, "k0", 0), in(Duration.ZERO)));
        }
        all.forEach(Place::close);
    }

    /** To meet the other thread at every point of its way. */
    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void serve(
            Admission admission, Random random, AtomicInteger running, AtomicInteger most, AtomicInteger served) {
        int f = random.nextInt(6);
        Claim claim = new Claim("f" + f, f % 3, 60, "k" + random.nextInt(4), random.nextInt(3) == 0 ? 70 : 0);
        Duration patience = Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(5) : 30_000);
        try (Place place = admission.enter(claim, in(patience))) {
            work(running, most);
            for (int p = random.nextInt(3); p > 0; p--) {
                running.decrementAndGet();
                place.pause();
                Thread.yield();
                place.resume(in(patience));
                work(running, most);
            }
            running.decrementAndGet();
            served.incrementAndGet();
        } catch (Full | QuernException e) {
            // Refused, too late, or cancelled: each is an answer.
            Thread.yield();
        } finally {
            Thread.interrupted();
        }
    }

    private static void work(AtomicInteger running, AtomicInteger most) {
        int now = running.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        Thread.yield();
    }
}
