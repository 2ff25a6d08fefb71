package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.CallbackState;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.core.usage.UsageBy;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.usage.UsageQuery;
import dev.quern.store.usage.UsageSum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskOutcomesTest {
    private final Store store;
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskOutcomesTest(Store store) {
        this.store = store;
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void successMovesTheTaskAndKeepsItsResult() {
        UUID id = samples.submit(samples.plain());
        Claimed claimed = samples.claimOne();
        assertThat(samples.succeed(claimed)).isTrue();
        TaskRecord done = samples.find(id);
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.exitCode()).isEqualTo(OptionalInt.of(0));
        assertThat(done.attempts()).hasSize(1);
        assertThat(done.startedAt()).isPresent();
        assertThat(done.finishedAt()).isPresent();
        assertThat(done.usage()).isEqualTo(TaskSamples.USAGE);
        assertThat(done.resultBytes()).isEqualTo(6);
        assertThat(done.arguments()).hasSize(3);
        assertThat(done.callback().orElseThrow().state()).isEqualTo(CallbackState.PENDING);
        TaskResult result = tasks.reads().result(id).orElseThrow();
        assertThat(result.body().bytes().orElseThrow()).asString().isEqualTo("result");
        assertThat(result.name()).isEqualTo(BodyName.result(id, 1));
        assertThat(samples.succeed(claimed)).isFalse();
    }

    @Test
    void aRetryWaitsAndKeepsTheAttempt() {
        UUID id = samples.submit(samples.plain());
        assertThat(samples.record(samples.claimOne(), new Verdict.Retry(Duration.ofHours(1))))
                .isTrue();
        TaskRecord waiting = samples.find(id);
        assertThat(waiting.state()).isEqualTo(TaskState.RETRYING);
        assertThat(waiting.dueAt().orElseThrow()).isAfter(Instant.now().plusSeconds(3000));
        assertThat(waiting.attempts().getFirst().message()).contains("it \uFFFD failed");
        assertThat(waiting.callback()).isEmpty();
        tasks.claims().ripen(Instant.now().plus(Duration.ofHours(2)), 1000);
        Claimed again = samples.claimOne();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.standing().failures()).isEqualTo(1);
        samples.succeed(again);
        assertThat(samples.find(id).attempts()).extracting(a -> a.number()).containsExactly(1, 2);
        assertThat(samples.find(id).usage()).isEqualTo(TaskSamples.USAGE.plus(TaskSamples.USAGE));
    }

    @Test
    void failuresKeepTheInputAndTellOfTheEnd() {
        for (Verdict verdict : List.of(new Verdict.Fail(), new Verdict.Dead(), new Verdict.Expire())) {
            UUID id = samples.submit(samples.plain());
            samples.record(samples.claimOne(), verdict);
            TaskRecord ended = samples.find(id);
            assertThat(ended.state().retriable()).isTrue();
            assertThat(ended.error()).contains("function_failed");
            assertThat(ended.finishedAt()).isPresent();
            assertThat(ended.callback()).isPresent();
            assertThat(ended.inputBytes()).isEqualTo(5);
        }
    }

    @Test
    void platformFaultsCountAgainstNoRetryAndAreBounded() {
        UUID id = samples.submit(samples.plain());
        for (int fault = 1; fault <= Verdict.MOST_FAULTS; fault++) {
            assertThat(samples.record(samples.claimOne(), new Verdict.HandBack(Duration.ZERO)))
                    .isTrue();
            assertThat(samples.find(id).state()).isEqualTo(TaskState.QUEUED);
        }
        Claimed last = samples.claimOne();
        assertThat(last.standing().failures()).isZero();
        assertThat(last.standing().faults()).isEqualTo(Verdict.MOST_FAULTS);
        samples.record(last, new Verdict.HandBack(Duration.ZERO));
        assertThat(samples.find(id).state()).isEqualTo(TaskState.DEAD);
    }

    @Test
    void whatARunnerSaysAfterItsTaskWasHandedBackDoesNotCount() {
        UUID id = samples.submit(samples.plain());
        Claimed before = samples.claimOne();
        tasks.runners().remove(samples.runner);
        Runner other = tasks.runners().register("other", TaskSamples.LEASE);
        Claimed now = samples.claim(other, 1).getFirst();
        assertThat(now.attempt()).isEqualTo(2);
        assertThat(samples.succeed(before)).isFalse();
        assertThat(samples.find(id).state()).isEqualTo(TaskState.RUNNING);
        assertThat(samples.succeed(now)).isTrue();
        assertThat(samples.find(id).attempts()).extracting(a -> a.platform()).containsExactly(true, false);
    }

    @Test
    void waitingTasksExpireAndRunningOnesDoNot() {
        UUID running = samples.submit(samples.plain());
        samples.claimOne();
        UUID queued = samples.submit(samples.plain());
        UUID fresh = samples.submit(samples.due(Instant.now().plus(Duration.ofHours(3))));
        tasks.outcomes().expire(Instant.now().plus(Duration.ofHours(7)), 10_000);
        assertThat(samples.find(running).state()).isEqualTo(TaskState.RUNNING);
        assertThat(samples.find(queued).state()).isEqualTo(TaskState.EXPIRED);
        assertThat(samples.find(queued).callback()).isPresent();
        assertThat(samples.find(fresh).state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(samples.claim(1)).isEmpty();
    }

    @Test
    void theLedgerSaysWhatTheRecordsSay() {
        for (int i = 0; i < 5; i++) {
            samples.submit(samples.plain());
        }
        List<Claimed> claimed = samples.claim(5);
        tasks.outcomes()
                .record(claimed.stream()
                        .map(task -> TaskSamples.outcome(task, new Verdict.Succeed()))
                        .toList());
        samples.succeed(claimed.getFirst());
        List<UsageSum> sums = store.usage()
                .list(new UsageQuery(
                        UsageBy.VERSION,
                        Instant.now().minusSeconds(3600),
                        Instant.now().plusSeconds(60),
                        Optional.of(samples.function.namespace()),
                        Optional.empty()));
        assertThat(sums).hasSize(1);
        assertThat(sums.getFirst().function()).isEqualTo(samples.function.name());
        assertThat(sums.getFirst().version()).isEqualTo(3);
        assertThat(sums.getFirst().executions()).isEqualTo(5);
        assertThat(sums.getFirst().usage()).isEqualTo(new Usage(5000, 10_000, 4096, 50, 100));
    }
}
