package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.Sql;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Completion, cancelling and the loss of the runner, all at once. */
@ExtendWith(SharedStore.class)
class TaskRacesTest {
    private static final int ROUNDS = 150;

    private final TaskSamples samples;
    private final Tasks tasks;

    TaskRacesTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void exactlyOneOutcomeIsRecorded() throws Exception {
        Map<TaskState, Integer> seen = new EnumMap<>(TaskState.class);
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID id = samples.submit(samples.ordered("race", TaskSamples.BLOCK));
                Runner runner = tasks.runners().register(Samples.name(), TaskSamples.LEASE);
                Claimed claimed = samples.claim(runner, 1).getFirst();
                CyclicBarrier start = new CyclicBarrier(3);
                Future<Boolean> succeeded = threads.submit(() -> {
                    start.await();
                    return samples.succeed(claimed);
                });
                Future<CancelResult> cancelled = threads.submit(() -> {
                    start.await();
                    return tasks.cancels().cancel(id);
                });
                Future<Integer> lost = threads.submit(() -> {
                    start.await();
                    return tasks.runners().remove(runner);
                });
                seen.merge(check(id, succeeded.get(), cancelled.get(), lost.get()), 1, Integer::sum);
            }
        }
        assertThat(seen).containsOnlyKeys(TaskState.SUCCEEDED, TaskState.CANCELLED);
    }

    private TaskState check(UUID id, boolean succeeded, CancelResult cancelled, int lost) {
        TaskRecord end = samples.find(id);
        if (succeeded) {
            assertThat(end.state()).isEqualTo(TaskState.SUCCEEDED);
            assertThat(cancelled).isNotInstanceOf(CancelResult.Cancelled.class);
            assertThat(lost).isZero();
        } else {
            assertThat(end.state()).isEqualTo(TaskState.CANCELLED);
            assertThat(lost).isEqualTo(1);
        }
        assertThat(end.attempts()).hasSize(1);
        List<Long> rows = tasks.db.read(c -> Sql.list(
                c,
                row -> row.getLong(1),
                "SELECT (SELECT count(*) FROM tasks WHERE id = ?) + (SELECT count(*) FROM finished_tasks WHERE id = ?)",
                id,
                id));
        assertThat(rows).containsExactly(1L);
        return end.state();
    }
}
