package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class OrderKeysTest {
    private final TaskSamples samples;
    private final Tasks tasks;

    OrderKeysTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void onlyTheFirstOfAKeyIsClaimedAndTheOthersFollow() {
        UUID first = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        UUID second = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        UUID other = samples.submit(samples.ordered("other", TaskSamples.BLOCK));
        List<Claimed> claimed = samples.claim(9);
        assertThat(claimed).extracting(Claimed::id).containsExactly(first, other);
        assertThat(samples.find(second).held()).isTrue();
        samples.record(claimed.getFirst(), new Verdict.Retry(Duration.ofHours(1)));
        assertThat(samples.claim(9)).isEmpty();
        tasks.claims().ripen(Instant.now().plus(Duration.ofHours(2)), 1000);
        samples.succeed(samples.claimOne());
        assertThat(samples.claimOne().id()).isEqualTo(second);
    }

    @Test
    void aDeadFirstBlocksUntilItIsRetriedOrPurged() {
        UUID first = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        UUID second = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        samples.record(samples.claimOne(), new Verdict.Dead());
        assertThat(samples.claim(9)).isEmpty();
        UUID third = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        assertThat(samples.claim(9)).isEmpty();
        assertThat(tasks.retries().retry(first)).isTrue();
        Claimed again = samples.claimOne();
        assertThat(again.id()).isEqualTo(first);
        samples.record(again, new Verdict.Fail());
        assertThat(tasks.retries().purge(first)).isTrue();
        Claimed next = samples.claimOne();
        assertThat(next.id()).isEqualTo(second);
        assertThat(tasks.cancels().cancel(third)).isInstanceOf(CancelResult.Cancelled.class);
        samples.succeed(next);
        assertThat(samples.claim(9)).isEmpty();
    }

    @Test
    void aDeadFirstIsSkippedByPolicyAndWaitsItsTurnWhenRetried() {
        UUID first = samples.submit(samples.ordered("k", TaskSamples.SKIP));
        UUID second = samples.submit(samples.ordered("k", TaskSamples.SKIP));
        UUID third = samples.submit(samples.ordered("k", TaskSamples.SKIP));
        samples.record(samples.claimOne(), new Verdict.Dead());
        Claimed running = samples.claimOne();
        assertThat(running.id()).isEqualTo(second);
        assertThat(tasks.retries().retry(first)).isTrue();
        assertThat(samples.claim(9)).isEmpty();
        samples.succeed(running);
        List<Claimed> next = samples.claim(9);
        assertThat(next).extracting(Claimed::id).containsExactly(first);
        samples.succeed(next.getFirst());
        assertThat(samples.claimOne().id()).isEqualTo(third);
    }

    @Test
    void anExpiredWaitingOneBlocksOnlyOnceItIsFirst() {
        UUID first = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        UUID second = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        UUID third = samples.submit(samples.ordered("k", TaskSamples.BLOCK));
        Claimed running = samples.claimOne();
        assertThat(running.id()).isEqualTo(first);
        tasks.outcomes().expire(Instant.now().plus(Duration.ofHours(7)), 10_000);
        assertThat(samples.find(second).state()).isEqualTo(TaskState.EXPIRED);
        samples.succeed(running);
        tasks.retries().retry(third);
        assertThat(samples.claim(9)).isEmpty();
        tasks.retries().purge(second);
        assertThat(samples.claimOne().id()).isEqualTo(third);
    }

    @Test
    void keysKeepTheirOrderUnderConcurrentSubmissionAndCompletion() throws Exception {
        int submitters = 4;
        int each = 60;
        Map<UUID, String> origin = new ConcurrentHashMap<>();
        Set<String> running = ConcurrentHashMap.newKeySet();
        Queue<String> started = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        List<Callable<Boolean>> threads = new ArrayList<>();
        for (int s = 0; s < submitters; s++) {
            int submitter = s;
            threads.add(() -> {
                for (int i = 0; i < each; i++) {
                    Submission task = samples.ordered("key" + i % 3, TaskSamples.BLOCK);
                    origin.put(task.id(), submitter + " " + i);
                    samples.submit(task);
                }
                return true;
            });
        }
        for (int r = 0; r < 2; r++) {
            Runner runner = tasks.runners().register("order", TaskSamples.LEASE);
            threads.add(() -> {
                while (done.get() < submitters * each && System.nanoTime() < deadline) {
                    tasks.claims().ripen(Instant.now().plusSeconds(1), 100);
                    for (Claimed task : samples.claim(runner, 5)) {
                        String key = task.orderKey().orElseThrow();
                        assertThat(running.add(key)).isTrue();
                        boolean fails = task.attempt() == 1 && task.id().hashCode() % 5 == 0;
                        if (!fails) {
                            started.add(key + " " + origin.get(task.id()));
                            done.incrementAndGet();
                        }
                        running.remove(key);
                        samples.record(task, fails ? new Verdict.Retry(Duration.ofMillis(1)) : new Verdict.Succeed());
                    }
                }
                return true;
            });
        }
        try (var pool = Executors.newFixedThreadPool(threads.size())) {
            for (var thread : pool.invokeAll(threads)) {
                assertThat(thread.get()).isTrue();
            }
        }
        assertThat(started).hasSize(submitters * each);
        Map<String, Integer> last = new HashMap<>();
        for (String start : started) {
            List<String> words = List.of(start.split(" ", 3));
            int index = Integer.parseInt(words.get(2));
            assertThat(last.getOrDefault(words.get(0) + words.get(1), -1)).isLessThan(index);
            last.put(words.get(0) + words.get(1), index);
        }
    }
}
