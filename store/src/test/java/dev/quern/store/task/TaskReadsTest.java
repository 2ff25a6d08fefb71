package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskReadsTest {
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskReadsTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void listsBothPlacesNewestFirstInPages() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(samples.submit(samples.plain()));
        }
        List<Claimed> claimed = samples.claim(6);
        samples.succeed(claimed.get(0));
        samples.succeed(claimed.get(2));
        samples.record(claimed.get(3), new Verdict.Dead());
        samples.record(claimed.get(4), new Verdict.Retry(java.time.Duration.ofHours(1)));
        tasks.cancels().cancel(ids.get(8));
        ids.sort(Comparator.comparing(UUID::toString).reversed());
        assertThat(list(Set.of(), Optional.empty())).extracting(TaskRecord::id).isEqualTo(ids);
        assertThat(list(Set.of(TaskState.SUCCEEDED), Optional.empty())).hasSize(2);
        assertThat(list(Set.of(TaskState.SUCCEEDED, TaskState.CANCELLED, TaskState.DEAD), Optional.empty()))
                .hasSize(4);
        assertThat(list(Set.of(TaskState.QUEUED), Optional.empty())).hasSize(2);
        assertThat(list(Set.of(), Optional.of(Instant.now().minusSeconds(60)))).hasSize(9);
        assertThat(list(Set.of(), Optional.of(Instant.now().plusSeconds(60)))).isEmpty();
        assertThat(list(Set.of(), Optional.of(Instant.MIN))).hasSize(9);
        assertThat(list(Set.of(), Optional.empty(), Optional.of("function_failed")))
                .extracting(TaskRecord::state)
                .containsExactlyInAnyOrder(TaskState.DEAD, TaskState.RETRYING);
    }

    @Test
    void aGlanceSeesBothPlaces() {
        UUID waiting = samples.submit(samples.plain());
        UUID done = samples.submit(samples.plain());
        tasks.cancels().cancel(done);
        assertThat(tasks.reads().glance(Set.of(waiting, done, UUID.randomUUID())))
                .isEqualTo(Map.of(
                        waiting, new TaskGlance(waiting, TaskState.QUEUED, 0, Optional.empty()),
                        done, new TaskGlance(done, TaskState.CANCELLED, 0, Optional.empty())));
    }

    @Test
    void knowsWhichStoredBodiesAreReferredTo() {
        Submission stored = new Submission(
                dev.quern.core.value.Ids.next(),
                samples.function.namespace(),
                Optional.of(samples.function),
                3,
                "sha256:x",
                Optional.empty(),
                "key1",
                dev.quern.core.task.Tier.STANDARD,
                TaskSamples.BLOCK,
                List.of(),
                TaskBody.stored(70_000),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                Optional.empty());
        UUID id = samples.submit(stored);
        UUID inline = samples.submit(samples.plain());
        Set<BodyName> names =
                Set.of(BodyName.input(id), BodyName.input(inline), BodyName.result(id, 1), BodyName.result(id, 2));
        assertThat(tasks.reads().referred(names)).containsExactly(BodyName.input(id));
        Claimed claimed = samples.claimOne();
        Outcome plain = TaskSamples.outcome(claimed, new Verdict.Succeed());
        tasks.outcomes()
                .record(List.of(new Outcome(
                        id,
                        plain.runner(),
                        plain.attempt(),
                        plain.verdict(),
                        TaskBody.stored(1 << 20),
                        plain.usage())));
        assertThat(tasks.reads().referred(names)).containsExactly(BodyName.result(id, 1));
        assertThat(tasks.reads().result(id).orElseThrow().body().size()).isEqualTo(1 << 20);
    }

    private List<TaskRecord> list(Set<TaskState> states, Optional<Instant> since) {
        return list(states, since, Optional.empty());
    }

    private List<TaskRecord> list(Set<TaskState> states, Optional<Instant> since, Optional<String> error) {
        TaskFilter filter = new TaskFilter(
                Optional.empty(), Optional.of(samples.function), states, since, error, Optional.of("key1"));
        List<TaskRecord> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = tasks.reads().list(filter, new PageRequest(2, cursor));
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }
}
