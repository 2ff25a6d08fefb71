package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.task.Retention;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskRetriesTest {
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskRetriesTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void deadOnesGoWhenTheirRetentionIsOver() {
        UUID id = samples.submit(samples.plain());
        samples.record(samples.claimOne(), new Verdict.Dead());
        Instant ended = samples.find(id).finishedAt().orElseThrow();

        tasks.retries().sweep(ended.plus(Retention.STANDARD.kept()), 1000);
        assertThat(samples.tasks.reads().find(id)).isPresent();
        assertThat(tasks.retries().sweep(ended.plus(Retention.STANDARD.kept()).plusMillis(1), 1000))
                .isPositive();
        assertThat(samples.tasks.reads().find(id)).isEmpty();
    }

    @Test
    void aRetriedTaskKeepsItsHistoryAndCountsItsRetriesAnew() {
        UUID id = samples.submit(samples.plain());
        samples.record(samples.claimOne(), new Verdict.Dead());
        Instant expires = samples.find(id).expiresAt();
        assertThat(tasks.retries().retry(id)).isTrue();
        TaskRecord queued = samples.find(id);
        assertThat(queued.state()).isEqualTo(TaskState.QUEUED);
        assertThat(queued.finishedAt()).isEmpty();
        assertThat(queued.expiresAt()).isAfter(expires);
        assertThat(tasks.retries().retry(id)).isFalse();
        assertThat(tasks.retries().purge(id)).isFalse();
        Claimed again = samples.claimOne();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.standing().failures()).isZero();
        samples.succeed(again);
        assertThat(samples.find(id).attempts()).hasSize(2);
        assertThat(tasks.retries().retry(id)).isFalse();
    }

    @Test
    void allThatAFilterLetsThroughAreRetriedOrPurged() {
        TaskSamples other = new TaskSamples(tasks);
        tasks.inserts().submit(Stream.generate(samples::plain).limit(1200).toList());
        tasks.inserts().submit(Stream.generate(other::plain).limit(3).toList());
        end(samples, 1200, new Verdict.Dead());
        end(other, 2, new Verdict.Dead());
        end(other, 1, new Verdict.Fail());
        Instant now = Instant.now();
        assertThat(tasks.retries().retryAll(filter(samples, Optional.of(now.plusSeconds(60)), Optional.empty())))
                .isZero();
        assertThat(tasks.retries().retryAll(filter(samples, Optional.empty(), Optional.of("out_of_memory"))))
                .isZero();
        assertThat(tasks.retries()
                        .retryAll(filter(
                                samples, Optional.of(now.minus(Duration.ofHours(1))), Optional.of("function_failed"))))
                .isEqualTo(1200);
        assertThat(samples.claim(2000)).hasSize(1200);
        assertThat(tasks.retries().purgeAll(filter(other, Optional.empty(), Optional.empty())))
                .isEqualTo(2);
        EndedFilter failed = new EndedFilter(
                Optional.of(other.function.namespace()),
                Optional.empty(),
                Set.of(TaskState.FAILED, TaskState.EXPIRED),
                Optional.empty(),
                Optional.empty());
        assertThat(tasks.retries().purgeAll(failed)).isEqualTo(1);
    }

    @Test
    void onlyWhatEndedWithoutSuccessMayBeAskedFor() {
        for (Set<TaskState> states : List.of(Set.<TaskState>of(), Set.of(TaskState.DEAD, TaskState.RUNNING))) {
            assertThatThrownBy(() -> new EndedFilter(
                            Optional.empty(), Optional.empty(), states, Optional.empty(), Optional.empty()))
                    .isInstanceOf(QuernException.class);
        }
    }

    private void end(TaskSamples of, int count, Verdict verdict) {
        tasks.outcomes()
                .record(of.claim(count).stream()
                        .map(task -> TaskSamples.outcome(task, verdict))
                        .toList());
    }

    private static EndedFilter filter(TaskSamples of, Optional<Instant> since, Optional<String> error) {
        return new EndedFilter(Optional.empty(), Optional.of(of.function), Set.of(TaskState.DEAD), since, error);
    }
}
