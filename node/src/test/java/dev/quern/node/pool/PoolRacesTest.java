package dev.quern.node.pool;

import static dev.quern.node.pool.Taking.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls, makers and the clock at once, and makers that fail. */
class PoolRacesTest {
    private final List<MakeQueue> queues = new ArrayList<>();
    private final FakeMaker maker = new FakeMaker();

    @AfterEach
    void close() {
        maker.let(1_000);
        queues.forEach(MakeQueue::close);
    }

    @Test
    void everyCallThatWaitsLearnsThatNoneCanBeMade() {
        Pool<Integer> pool = new Pool<>(maker, queue(1), false, 0, 1, 64, 60);
        maker.gate();
        maker.failing = true;
        List<Taking> calls = List.of(Taking.from(pool), Taking.from(pool), Taking.from(pool));
        await().until(() -> maker.atGate() == 1 && calls.stream().allMatch(Taking::waits));

        maker.let(3);
        for (Taking call : calls) {
            assertThatThrownBy(call::get).hasCauseInstanceOf(QuernException.class);
        }
    }

    @Test
    void oneMadeForACallWhoseDeadlinePassesThatMomentLeavesItsRoomToTheNext() {
        Pool<Integer> pool = new Pool<>(maker, queue(1), false, 0, 1, 64, 60);
        AtomicReference<Thread> making = new AtomicReference<>();
        maker.onMake = () -> making.set(Thread.currentThread());
        maker.gate();
        Taking late = Taking.from(pool, Duration.ofMillis(300));
        await().until(() -> maker.atGate() == 1 && late.waits());
        Taking next = Taking.from(pool);
        await().until(next::waits);

        // The pool's lock is its monitor: the maker comes to it first, then the call that is too late.
        synchronized (pool) {
            maker.let(1);
            await().until(() -> making.get() instanceof Thread t && t.getState() == Thread.State.BLOCKED);
            await().until(late::blocked);
        }
        assertThatThrownBy(late::get).hasCauseInstanceOf(QuernException.class);
        maker.let(1);
        next.get();
        assertThat(maker.most).hasValue(1);
    }

    @Test
    void oneThatIsStillBeingRemovedTakesRoom() {
        Pool<Integer> pool = new Pool<>(maker, queue(1), false, 0, 2, 64, 60);
        List<Integer> burst = List.of(take(pool), take(pool));
        burst.forEach(s -> pool.giveBack(s, true));
        pool.tick();
        await().until(() -> pool.counts().ready() == 2);
        AtomicReference<Taking> second = new AtomicReference<>();
        maker.onDestroy = () -> {
            maker.onDestroy = () -> {};
            take(pool);
            Taking call = Taking.from(pool);
            await().until(call::waits);
            second.set(call);
        };

        while (second.get() == null) {
            pool.tick();
        }
        second.get().get();
        assertThat(maker.most).hasValue(2);
    }

    @Test
    void aCallComesBeforeTheFillingOfPoolsAlsoWhenItsOwnPoolIsBeingFilled() {
        MakeQueue one = queue(1);
        List<String> order = new CopyOnWriteArrayList<>();
        FakeMaker other = new FakeMaker();
        other.onMake = () -> order.add("other");
        other.gate();
        maker.onMake = () -> order.add("mine");
        Pool<Integer> filling = new Pool<>(other, one, false, 5, 8, 64, 60);
        Pool<Integer> mine = new Pool<>(maker, one, false, 1, 8, 64, 60);
        filling.keep(true);
        await().until(() -> other.atGate() == 1);
        mine.keep(true);
        Taking call = Taking.from(mine);
        await().until(call::waits);

        other.let(5);
        call.get();
        await().until(() -> order.size() >= 6);
        assertThat(order).startsWith("other", "mine", "other");
    }

    @Test
    void aSandboxThatCannotBeRemovedCostsNeitherRoomNorMakers() {
        Pool<Integer> pool = new Pool<>(maker, queue(1), false, 0, 1, 64, 60);
        maker.destroyFails = true;
        for (int i = 0; i < 3; i++) {
            pool.giveBack(take(pool), true);
        }
        maker.gate();
        Taking last = Taking.from(pool);
        await().until(() -> maker.atGate() == 1 || last.future().isDone());
        pool.close();
        maker.let(1);
        await().until(() -> maker.alive.size() <= 1);

        FakeMaker good = new FakeMaker();
        Pool<Integer> another = new Pool<>(good, queues.getFirst(), false, 0, 1, 64, 60);
        take(another);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fiveHundredCallsLoseNothingAndNeverHaveMoreThanMax(boolean reuse) throws InterruptedException {
        int max = 8;
        Pool<Integer> pool = new Pool<>(maker, queue(4), reuse, 2, max, 4, 1);
        pool.keep(true);
        AtomicBoolean over = new AtomicBoolean();
        Thread clock = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                pool.tick();
                Thread.yield();
            }
        });
        AtomicInteger served = new AtomicInteger();
        List<Thread> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Random random = new Random(20_260_101L + i);
            calls.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 20; n++) {
                    call(pool, random, served);
                }
            }));
        }
        for (Thread call : calls) {
            assertThat(call.join(Duration.ofSeconds(60))).isTrue();
        }
        over.set(true);
        clock.join();
        pool.close();

        await().until(maker.alive::isEmpty);
        assertThat(pool.counts().lent()).isZero();
        assertThat(maker.most.get()).isBetween(1, max);
        assertThat(maker.twice).isEmpty();
        assertThat(served.get()).isPositive();
    }

    private static void call(Pool<Integer> pool, Random random, AtomicInteger served) {
        Duration patience = random.nextInt(4) == 0 ? Duration.ofNanos(random.nextInt(2_000_000)) : Duration.ofHours(1);
        try {
            Integer taken = pool.take(in(patience)).sandbox();
            Thread.yield();
            served.incrementAndGet();
            pool.giveBack(taken, random.nextInt(5) > 0);
        } catch (QuernException e) {
            // Too late: the call ends with its answer.
            Thread.yield();
        }
    }

    private static Integer take(Pool<Integer> pool) {
        return pool.take(in(Duration.ofSeconds(20))).sandbox();
    }

    private MakeQueue queue(int parallel) {
        MakeQueue queue = new MakeQueue(parallel);
        queues.add(queue);
        return queue;
    }
}
