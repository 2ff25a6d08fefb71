package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.core.value.Ids;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskCancelsTest {
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskCancelsTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void whatDoesNotRunIsCancelledAtOnce() {
        UUID queued = samples.submit(samples.plain());
        UUID scheduled = samples.submit(samples.due(Instant.now().plusSeconds(3600)));
        assertThat(tasks.cancels().cancel(queued)).isEqualTo(new CancelResult.Cancelled());
        assertThat(tasks.cancels().cancel(scheduled)).isEqualTo(new CancelResult.Cancelled());
        assertThat(samples.find(queued).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(samples.find(queued).callback()).isPresent();
        assertThat(tasks.cancels().cancel(queued)).isEqualTo(new CancelResult.Ended(TaskState.CANCELLED));
        assertThat(tasks.cancels().cancel(Ids.next())).isEqualTo(new CancelResult.Unknown());
        assertThat(samples.claim(9)).isEmpty();
    }

    @Test
    void aRunningOneIsCancelledByWhateverOutcomeComesButSuccess() {
        UUID failing = samples.submit(samples.plain());
        UUID lucky = samples.submit(samples.plain());
        Claimed first = samples.claimOne();
        Claimed second = samples.claimOne();
        CancelResult asked = tasks.cancels().cancel(failing);
        assertThat(asked).isEqualTo(new CancelResult.Requested(samples.runner.id(), 1));
        tasks.cancels().cancel(lucky);
        assertThat(tasks.cancels().requested(samples.runner)).isEqualTo(Map.of(failing, 1, lucky, 1));
        assertThat(samples.record(first, new Verdict.Retry(Duration.ofSeconds(1))))
                .isTrue();
        assertThat(samples.succeed(second)).isTrue();
        assertThat(samples.find(failing).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(samples.find(lucky).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(tasks.cancels().requested(samples.runner)).isEmpty();
    }

    @Test
    void aDeadOneStaysWhatItIs() {
        UUID id = samples.submit(samples.plain());
        samples.record(samples.claimOne(), new Verdict.Dead());
        assertThat(tasks.cancels().cancel(id)).isEqualTo(new CancelResult.Ended(TaskState.DEAD));
    }
}
