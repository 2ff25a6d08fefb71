package dev.quern.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final GroupLimits LIMITS = new GroupLimits(100, 1000, 10, 50);

    private final LinkedBlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
    private final Semaphore transactions = new Semaphore(0);
    private final CountDownLatch begun = new CountDownLatch(1);

    @Test
    void whatGatheredWhileATransactionRanGoesInTheNext() {
        try (GroupCommit<Integer, Integer> group = group(LIMITS)) {
            List<CompletableFuture<Integer>> answers = busyWith(group, 25);
            transactions.release(100);
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .doesNotHaveDuplicates()
                    .hasSize(26);
            assertThat(batches).extracting(List::size).containsExactly(1, 10, 10, 5);
        }
    }

    @Test
    void heavyItemsMakeSmallBatches() {
        try (GroupCommit<Integer, Integer> group =
                new GroupCommit<>("test", LIMITS, item -> item < 0 ? 1 : 20, this::work)) {
            List<CompletableFuture<Integer>> answers = busyWith(group, 4);
            transactions.release(100);
            answers.forEach(CompletableFuture::join);
            assertThat(batches).extracting(List::size).containsExactly(1, 2, 2);
        }
    }

    @Test
    void onlyWhatTheDatabaseRefusesFails() {
        try (GroupCommit<Integer, Integer> group = group(LIMITS)) {
            List<CompletableFuture<Integer>> answers = busyWith(group, 6);
            CompletableFuture<Integer> poison = group.submit(666);
            answers.add(group.submit(7));
            transactions.release(100);
            answers.forEach(CompletableFuture::join);
            assertThatThrownBy(poison::join)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("poison");
            assertThat(batches.stream().flatMap(List::stream).filter(item -> item == 666))
                    .hasSizeBetween(2, 5);
        }
    }

    @Test
    void aDatabaseThatIsAwayFailsAllOnce() {
        try (GroupCommit<Integer, Integer> group = group(LIMITS)) {
            List<CompletableFuture<Integer>> answers = busyWith(group, 5);
            CompletableFuture<Integer> away = group.submit(503);
            transactions.release(100);
            assertThat(answers.getFirst().join()).isEqualTo(0);
            for (CompletableFuture<Integer> answer : answers.subList(1, 6)) {
                assertThatThrownBy(answer::join).hasRootCauseMessage("away");
            }
            assertThatThrownBy(away::join).hasRootCauseMessage("away");
            assertThat(batches).hasSize(2);
        }
    }

    @Test
    void refusesWhenItIsFullByCountOrWeight() {
        try (GroupCommit<Integer, Integer> group = group(new GroupLimits(3, 1000, 10, 50))) {
            busyWith(group, 3);
            assertThatThrownBy(() -> group.submit(4))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
            transactions.release(100);
        }
        try (GroupCommit<Integer, Integer> group =
                new GroupCommit<>("test", new GroupLimits(100, 10, 10, 50), item -> 8, List::copyOf)) {
            assertThat(group.submit(1).join()).isEqualTo(1);
        }
    }

    @Test
    void closingAnswersEverythingAndTakesNothingMore() {
        GroupCommit<Integer, Integer> group = group(LIMITS);
        List<CompletableFuture<Integer>> answers = busyWith(group, 30);
        transactions.release(100);
        group.close();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> group.submit(1)).isInstanceOf(QuernException.class);
    }

    private GroupCommit<Integer, Integer> group(GroupLimits limits) {
        return new GroupCommit<>("test", limits, item -> 1, this::work);
    }

    /** One item in a transaction that waits for its permit, and {@code more} that gather behind it. */
    private List<CompletableFuture<Integer>> busyWith(GroupCommit<Integer, Integer> group, int more) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        answers.add(group.submit(0));
        try {
            begun.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int i = 1; i <= more; i++) {
            answers.add(group.submit(i));
        }
        return answers;
    }

    private List<Integer> work(List<Integer> items) {
        begun.countDown();
        batches.add(items);
        transactions.acquireUninterruptibly();
        if (items.contains(666)) {
            throw new QuernException(ErrorCode.INTERNAL, "poison");
        }
        if (items.contains(503)) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "away");
        }
        return items;
    }
}
