package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Tier;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskClaimsTest {
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskClaimsTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void theOldestOfALaneAreClaimedFirstAndCounted() {
        List<UUID> ids =
                Stream.generate(samples::plain).limit(5).map(samples::submit).toList();
        List<Claimed> first = samples.claim(3);
        assertThat(first).extracting(Claimed::id).isEqualTo(ids.subList(0, 3));
        assertThat(first).extracting(Claimed::attempt).containsOnly(1);
        assertThat(first.getFirst().input().bytes().orElseThrow()).asString().isEqualTo("input");
        assertThat(samples.find(ids.getFirst()).state()).isEqualTo(TaskState.RUNNING);
        assertThat(samples.claim(9)).extracting(Claimed::id).isEqualTo(ids.subList(3, 5));
        assertThat(samples.claim(9)).isEmpty();
    }

    @Test
    void whatWasNotBegunIsPutBackAsIfItHadNotBeenClaimed() {
        List<UUID> ids =
                Stream.generate(samples::plain).limit(3).map(samples::submit).toList();
        List<Claimed> claimed = samples.claim(3);
        tasks.cancels().cancel(ids.get(1));
        Map<UUID, Integer> attempts = claimed.stream().collect(Collectors.toMap(Claimed::id, Claimed::attempt));
        assertThat(tasks.claims().held(samples.runner)).isEqualTo(attempts);

        assertThat(tasks.claims().release(samples.runner, attempts)).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
        assertThat(tasks.claims().held(samples.runner)).containsOnlyKeys(ids.get(1));
        assertThat(tasks.claims().release(samples.runner, attempts)).isEmpty();
        assertThat(samples.find(ids.getFirst()).attempts()).isEmpty();
        assertThat(samples.claim(9)).extracting(Claimed::id).containsExactly(ids.get(0), ids.get(2));
        assertThat(samples.find(ids.getFirst()).attempt()).isEqualTo(1);
    }

    @Test
    void nobodyPutsBackWhatIsAnothersOrAtAnotherAttempt() {
        UUID id = samples.submit(samples.plain());
        samples.claimOne();
        Runner other = tasks.runners().register(Samples.name(), TaskSamples.LEASE);

        assertThat(tasks.claims().release(other, Map.of(id, 1))).isEmpty();
        assertThat(tasks.claims().release(samples.runner, Map.of(id, 2))).isEmpty();
        assertThat(samples.find(id).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void lanesAreServedInTheOrderAskedUpToTheirQuotasAndTheLimit() {
        TaskSamples other = new TaskSamples(tasks);
        for (int i = 0; i < 3; i++) {
            samples.submit(samples.plain());
            other.submit(other.plain());
        }
        assertThat(tasks.claims().lanes()).contains(samples.lane(), other.lane());
        List<LaneQuota> quotas = List.of(
                new LaneQuota(other.lane(), 2),
                new LaneQuota(new Lane(Tier.PAID, "nobody", "f"), 5),
                new LaneQuota(samples.lane(), 2));
        assertThat(tasks.claims().claim(samples.runner, quotas, 3))
                .extracting(Claimed::namespace)
                .containsExactly(other.function.namespace(), other.function.namespace(), samples.function.namespace());
        samples.claim(9);
        assertThat(tasks.claims().lanes()).contains(other.lane()).doesNotContain(samples.lane());
    }

    @Test
    void severalRunnersNeverGetTheSameTask() throws Exception {
        tasks.inserts().submit(Stream.generate(samples::plain).limit(2000).toList());
        List<Callable<List<Claimed>>> runners = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Runner runner = tasks.runners().register("several", TaskSamples.LEASE);
            runners.add(() -> {
                List<Claimed> mine = new ArrayList<>();
                for (List<Claimed> some = samples.claim(runner, 17);
                        !some.isEmpty();
                        some = samples.claim(runner, 17)) {
                    mine.addAll(some);
                }
                return mine;
            });
        }
        List<UUID> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var claimed : threads.invokeAll(runners)) {
                claimed.get().forEach(task -> all.add(task.id()));
            }
        }
        samples.claim(2000).forEach(task -> all.add(task.id()));
        assertThat(all).hasSize(2000).doesNotHaveDuplicates();
    }

    @Test
    void aRemovedRunnerGetsNothing() {
        UUID id = samples.submit(samples.plain());
        tasks.runners().remove(samples.runner);
        assertThatThrownBy(samples::claimOne)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(samples.find(id).state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void aDelayedTaskIsQueuedWhenItIsDue() {
        Instant due = Instant.now().plus(Duration.ofHours(3));
        UUID id = samples.submit(samples.due(due));
        assertThat(samples.find(id).state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(samples.claim(1)).isEmpty();
        assertThat(tasks.claims().nextDue()).isPresent();
        tasks.claims().ripen(due.minusSeconds(1), 1000);
        assertThat(samples.find(id).state()).isEqualTo(TaskState.SCHEDULED);
        tasks.claims().ripen(due.plusMillis(1), 1000);
        assertThat(samples.claimOne().id()).isEqualTo(id);
    }
}
