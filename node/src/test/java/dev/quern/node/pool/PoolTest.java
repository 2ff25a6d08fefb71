package dev.quern.node.pool;

import static dev.quern.node.pool.Taking.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.pool.Pool.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final int IDLE_SECONDS = 3;

    private final MakeQueue makers = new MakeQueue(2);
    private final FakeMaker maker = new FakeMaker();

    @AfterEach
    void close() {
        maker.let(1_000);
        makers.close();
    }

    @Test
    void theFirstCallHasOneMadeAndTheNextFindsOneReady() {
        Pool<Integer> pool = fresh(0, 8);

        Taken<Integer> first = take(pool);
        assertThat(first.pooled()).isFalse();
        pool.giveBack(first.sandbox(), true);
        await().until(() -> pool.counts().ready() == 1);
        Taken<Integer> second = take(pool);
        assertThat(second.pooled()).isTrue();
        assertThat(second.sandbox()).isNotEqualTo(first.sandbox());
    }

    @Test
    void whatIsExpectedIsThereWhenTheWaitEnds() throws Exception {
        Pool<Integer> pool = fresh(0, 8);
        assertThat(pool.expect(3, Duration.ofSeconds(10))).isTrue();
        assertThat(pool.counts().ready()).isEqualTo(3);
        assertThat(pool.expect(50, Duration.ofSeconds(10)))
                .as("no more than it may have")
                .isTrue();
        assertThat(pool.counts().ready()).isEqualTo(8);
        maker.gate();
        Pool<Integer> slow = fresh(0, 8);
        assertThat(slow.expect(1, Duration.ofMillis(5))).isFalse();
    }

    @Test
    void aNumberThatIsGivenIsKeptReadyWhateverIsTaken() {
        Pool<Integer> pool = fresh(0, 8);
        pool.keep(true, OptionalInt.of(4));
        await().until(() -> pool.counts().ready() == 4);
        pool.giveBack(take(pool).sandbox(), false);
        await().until(() -> pool.counts().ready() == 4);
        pool.keep(true, OptionalInt.of(0));
        assertThat(pool.tick()).isTrue();
        await().until(() -> pool.counts().ready() == 0);
    }

    @Test
    void aFreshContainerIsNeverUsedTwice() {
        Pool<Integer> pool = fresh(0, 2);
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Integer taken = take(pool).sandbox();
            assertThat(used.add(taken)).isTrue();
            pool.giveBack(taken, true);
        }
        assertThat(maker.destroyed).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void aCleanedOneServesTheNextCall() {
        Pool<Integer> pool = reusing(2);

        Integer first = take(pool).sandbox();
        pool.giveBack(first, true);
        Taken<Integer> second = take(pool);
        assertThat(second).isEqualTo(new Taken<>(first, true));
        assertThat(maker.made()).isEqualTo(1);
    }

    @Test
    void oneThatCannotBeCleanedIsDestroyed() {
        Pool<Integer> pool = reusing(1);
        maker.resettable = false;

        Integer first = take(pool).sandbox();
        pool.giveBack(first, true);
        assertThat(maker.destroyed).containsExactly(first);
        assertThat(take(pool).sandbox()).isNotEqualTo(first);
    }

    @Test
    void oneWhoseCallWasCancelledIsDestroyed() {
        Pool<Integer> pool = reusing(1);

        Integer first = take(pool).sandbox();
        pool.giveBack(first, false);
        assertThat(maker.destroyed).containsExactly(first);
    }

    @Test
    void neverMoreThanMaxAreInTheWorldAndTheNextWaits() {
        Pool<Integer> pool = fresh(0, 2);
        Integer first = take(pool).sandbox();
        take(pool);
        Taking third = Taking.from(pool);
        await().until(third::waits);

        assertThat(third.future()).isNotDone();
        assertThat(pool.counts().making()).isZero();
        pool.giveBack(first, true);
        assertThat(third.get().pooled()).isFalse();
        assertThat(maker.most).hasValue(2);
    }

    @Test
    void oneGivenBackGoesStraightToTheCallThatWaits() {
        Pool<Integer> pool = reusing(1);
        Integer only = take(pool).sandbox();
        Taking next = Taking.from(pool);
        await().until(next::waits);

        pool.giveBack(only, true);
        assertThat(next.get().sandbox()).isEqualTo(only);
        assertThat(pool.counts().lent()).isEqualTo(1);
    }

    @Test
    void aDeadlineEndsTheWaitAndLeavesNothingBehind() {
        Pool<Integer> pool = fresh(0, 1);
        Integer held = take(pool).sandbox();

        assertThatThrownBy(() -> pool.take(in(Duration.ofMillis(20))))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        pool.giveBack(held, true);
        pool.giveBack(take(pool).sandbox(), true);
        assertThat(pool.counts().lent()).isZero();
    }

    @Test
    void oneMadeTooLateForItsCallIsReadyForTheNext() {
        Pool<Integer> pool = fresh(0, 1);
        maker.gate();

        assertThatThrownBy(() -> pool.take(in(Duration.ofMillis(20)))).isInstanceOf(QuernException.class);
        maker.let(1);
        await().until(() -> pool.counts().ready() == 1);
        assertThat(take(pool)).isEqualTo(new Taken<>(1, true));
    }

    @Test
    void aFailureToMakeReachesTheCallAndTheNextTriesAgain() {
        Pool<Integer> pool = fresh(0, 1);
        maker.failing = true;

        assertThatThrownBy(() -> take(pool))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_FAILED));
        maker.failing = false;
        take(pool);
    }

    @Test
    void minIsKeptReadyWhileTheVersionIsWantedAndNoLonger() {
        Pool<Integer> pool = fresh(3, 8);
        assertThat(maker.made()).isZero();

        pool.keep(true);
        await().until(() -> pool.counts().ready() == 3);
        for (int i = 0; i < 10; i++) {
            assertThat(pool.tick()).isTrue();
        }
        assertThat(pool.counts().ready()).isEqualTo(3);
        pool.keep(false);
        assertThat(pool.tick()).isFalse();
        assertThat(maker.alive).isEmpty();
    }

    @Test
    void minIsKeptEvenAboveWhatTheNodeKeepsReady() {
        Pool<Integer> pool = new Pool<>(maker, makers, false, 6, 8, 2, IDLE_SECONDS);
        pool.keep(true);
        await().until(() -> pool.counts().ready() == 6);
    }

    @Test
    void theReadyFollowRecentUseAndGoWhenItEnds() {
        Pool<Integer> pool = fresh(0, 16);
        List<Integer> burst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            burst.add(take(pool).sandbox());
        }
        burst.forEach(s -> pool.giveBack(s, true));
        assertThat(pool.tick()).isTrue();
        await().until(() -> pool.counts().ready() == 5);

        for (int i = 1; i < IDLE_SECONDS; i++) {
            assertThat(pool.tick()).isTrue();
        }
        assertThat(pool.counts().ready()).isBetween(1, 5);
        assertThat(pool.tick()).isFalse();
        assertThat(maker.alive).isEmpty();
    }

    @Test
    void noMoreAreReadyThanTheNodeKeepsForOneVersion() {
        Pool<Integer> pool = new Pool<>(maker, makers, false, 0, 16, 2, IDLE_SECONDS);
        List<Integer> burst = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            burst.add(take(pool).sandbox());
        }
        burst.forEach(s -> pool.giveBack(s, true));
        pool.tick();
        await().until(() -> pool.counts().ready() == 2 && pool.counts().making() == 0);
    }

    @Test
    void aRetiredPoolSaysSoAndATouchKeepsItFromRetiring() {
        Pool<Integer> pool = fresh(0, 2);
        pool.giveBack(take(pool).sandbox(), true);
        for (int i = 0; i < 3 * IDLE_SECONDS; i++) {
            assertThat(pool.touch()).isTrue();
            assertThat(pool.tick()).isTrue();
        }
        await().until(() -> !pool.tick());
        assertThat(pool.touch()).isFalse();
        assertThatThrownBy(() -> take(pool)).isInstanceOf(QuernException.class);
        assertThat(pool.tick()).isFalse();
    }

    @Test
    void aPoolDoesNotRetireWhileACallHasOneOfItsSandboxes() {
        Pool<Integer> pool = fresh(0, 2);
        Integer lent = take(pool).sandbox();
        for (int i = 0; i < 3 * IDLE_SECONDS; i++) {
            assertThat(pool.tick()).isTrue();
        }
        pool.giveBack(lent, true);
        await().until(() -> !pool.tick());
        await().until(maker.alive::isEmpty);
    }

    @Test
    void closeDestroysTheReadyRefusesWhoWaitsAndTakesBackTheLent() {
        Pool<Integer> pool = reusing(2);
        Integer lent = take(pool).sandbox();
        Integer idle = take(pool).sandbox();
        Taking waits = Taking.from(pool);
        await().until(waits::waits);
        pool.giveBack(idle, true);
        assertThat(waits.get().sandbox()).isEqualTo(idle);
        pool.giveBack(idle, true);
        Taking refused = Taking.from(fill(pool));
        await().until(refused::waits);

        pool.close();
        assertThatThrownBy(refused::get)
                .cause()
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(() -> take(pool)).isInstanceOf(QuernException.class);
        pool.giveBack(lent, true);
        pool.giveBack(idle, true);
        assertThat(maker.alive).isEmpty();
    }

    @Test
    void oneThatIsMadeWhileThePoolClosesIsDestroyed() {
        Pool<Integer> pool = fresh(1, 2);
        maker.gate();
        pool.keep(true);
        await().until(() -> maker.atGate() == 1);

        pool.close();
        maker.let(1);
        await().until(maker.alive::isEmpty);
    }

    /** Takes all that are ready. */
    private static Pool<Integer> fill(Pool<Integer> pool) {
        while (pool.counts().ready() > 0) {
            take(pool);
        }
        return pool;
    }

    private static Taken<Integer> take(Pool<Integer> pool) {
        return pool.take(in(Duration.ofSeconds(20)));
    }

    private Pool<Integer> fresh(int min, int max) {
        return new Pool<>(maker, makers, false, min, max, 64, IDLE_SECONDS);
    }

    private Pool<Integer> reusing(int max) {
        return new Pool<>(maker, makers, true, 0, max, 64, IDLE_SECONDS);
    }
}
