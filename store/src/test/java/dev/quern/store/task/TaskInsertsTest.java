package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Ids;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskInsertsTest {
    private final Instant later = Instant.now().plus(Duration.ofHours(1));

    private final TaskSamples samples;
    private final Tasks tasks;

    TaskInsertsTest(Store store) {
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void aTaskComesBackAsItWasSubmitted() {
        Submission asked = samples.plain();
        TaskRecord found = samples.find(samples.submit(asked));
        assertThat(found.state()).isEqualTo(TaskState.QUEUED);
        assertThat(found.function()).isEqualTo(asked.function());
        assertThat(found.version()).isEqualTo(3);
        assertThat(found.arguments()).isEqualTo(asked.arguments());
        assertThat(found.inputBytes()).isEqualTo(5);
        assertThat(found.terms()).isEqualTo(asked.terms());
        assertThat(found.submittedAt()).isEqualTo(asked.submittedAt());
        assertThat(found.expiresAt()).isEqualTo(asked.submittedAt().plus(Duration.ofHours(6)));
        assertThat(found.callbackUrl()).contains("https://example.test/done");
        assertThat(found.attempts()).isEmpty();
        assertThat(found.finishedAt()).isEmpty();
        assertThat(tasks.reads().find(Ids.next())).isEmpty();
    }

    @Test
    void aTaskOfAnImageCarriesItsConfigurationToTheRunner() {
        Submission image = new Submission(
                Ids.next(),
                samples.function.namespace(),
                Optional.empty(),
                0,
                "sha256:" + "1".repeat(64),
                Optional.of(FunctionConfig.defaults()),
                "key1",
                Tier.STANDARD,
                TaskSamples.BLOCK,
                List.of(),
                TaskBody.stored(1L << 40),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sql.now(),
                Optional.empty());
        samples.submit(image);
        assertThat(samples.find(image.id()).config()).contains(FunctionConfig.defaults());
        Lane images = Lane.of(Tier.STANDARD, samples.function.namespace(), Optional.empty());
        Claimed claimed = tasks.claims()
                .claim(samples.runner, List.of(new LaneQuota(images, 1)), 1)
                .getFirst();
        assertThat(claimed.function()).isEmpty();
        assertThat(claimed.config()).contains(FunctionConfig.defaults());
        assertThat(claimed.arguments()).isEmpty();
        assertThat(claimed.input().bytes()).isEmpty();
        assertThat(claimed.input().size()).isEqualTo(1L << 40);
    }

    @Test
    void theSameKeyIsTheSameTaskAndAnotherRequestUnderItIsRefusedAlone() {
        Submission first = samples.keyed("k", "aa", later);
        Submission again = samples.keyed("k", "aa", later);
        Submission other = samples.keyed("k", "bb", later);
        Submission free = samples.plain();
        assertThat(tasks.inserts().submit(List.of(first, again, other, free)))
                .containsExactly(
                        new Submitted(first.id(), Submitted.Kind.NEW),
                        new Submitted(first.id(), Submitted.Kind.REPEATED),
                        new Submitted(first.id(), Submitted.Kind.MISMATCH),
                        new Submitted(free.id(), Submitted.Kind.NEW));
        assertThat(tasks.inserts().submit(List.of(again)).getFirst().orThrow()).isEqualTo(first.id());
        assertThatThrownBy(
                        () -> tasks.inserts().submit(List.of(other)).getFirst().orThrow())
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH));
        assertThat(tasks.reads().find(again.id())).isEmpty();
        assertThat(samples.claim(10)).hasSize(2);
    }

    @Test
    void aKeyIsFreeAgainAfterItsWindow() {
        Submission first = samples.keyed("w", "aa", Instant.now().minusSeconds(1));
        Submission second = samples.keyed("w", "bb", later);
        assertThat(samples.submit(first)).isEqualTo(first.id());
        assertThat(samples.submit(second)).isEqualTo(second.id());
        Submission gone = samples.keyed("gone", "aa", Instant.now().minusSeconds(1));
        samples.submit(gone);
        assertThat(tasks.inserts().sweepIdempotency(Instant.now(), 100)).isPositive();
        assertThat(samples.submit(samples.keyed("w", "bb", later))).isEqualTo(second.id());
    }

    @Test
    void aKeySubmittedByManyAtOnceIsOneTask() throws Exception {
        List<Callable<List<UUID>>> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            callers.add(() -> {
                List<Submission> batch = new ArrayList<>();
                for (int key = 0; key < 50; key++) {
                    batch.add(samples.keyed("many" + key, "cc", later));
                }
                java.util.Collections.shuffle(batch);
                List<UUID> ids = new ArrayList<>(java.util.Collections.nCopies(50, new UUID(0, 0)));
                List<Submitted> answers = tasks.inserts().submit(batch);
                for (int i = 0; i < batch.size(); i++) {
                    String key = batch.get(i).idempotency().orElseThrow().key();
                    ids.set(Integer.parseInt(key.substring(4)), answers.get(i).orThrow());
                }
                return ids;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(callers);
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(answers.getFirst().get()).doesNotHaveDuplicates();
            }
        }
        assertThat(samples.claim(1000)).hasSize(50);
    }

    @Test
    void refusesKeysThatWouldNotFitAnIndex() {
        assertThatThrownBy(() -> samples.ordered("x".repeat(256), TaskSamples.BLOCK))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> samples.ordered("a\0b", TaskSamples.BLOCK)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> TaskBody.inline(new byte[TaskBody.INLINE + 1])).isInstanceOf(QuernException.class);
    }
}
