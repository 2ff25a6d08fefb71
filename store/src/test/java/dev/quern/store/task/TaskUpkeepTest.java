package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.CallbackState;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Progress;
import dev.quern.core.task.Retention;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.Verdict;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Notifications, policies, partitions, progress and waking. */
@ExtendWith(SharedStore.class)
class TaskUpkeepTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Store store;
    private final TaskSamples samples;
    private final Tasks tasks;

    TaskUpkeepTest(Store store) {
        this.store = store;
        this.tasks = store.tasks();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void aNotificationIsClaimedOnceAndDeliveredOrTriedAgainUntilItIsDead() {
        UUID id = samples.submit(samples.plain());
        samples.succeed(samples.claimOne());
        Instant now = Instant.now().plusSeconds(1);
        Callback first = claim(id, now).orElseThrow();
        assertThat(first.url()).isEqualTo("https://example.test/done");
        assertThat(claim(id, now)).isEmpty();
        Callback second = claim(id, now.plus(LEASE)).orElseThrow();
        assertThat(tasks.callbacks().delivered(first, now)).isFalse();
        assertThat(tasks.callbacks().failed(second, "refused", now)).isTrue();
        Instant later = now;
        for (int failure = 2; failure <= TaskCallbacks.MOST_FAILURES; failure++) {
            later = later.plus(Duration.ofHours(2));
            Callback again = claim(id, later).orElseThrow();
            assertThat(again.failures()).isEqualTo(failure - 1);
            tasks.callbacks().failed(again, "still refused", later);
        }
        var status = samples.find(id).callback().orElseThrow();
        assertThat(status.state()).isEqualTo(CallbackState.DEAD);
        assertThat(status.lastError()).contains("still refused");
        assertThat(claim(id, later.plus(Duration.ofDays(1)))).isEmpty();
        assertThat(tasks.callbacks().sweep(later.plus(Duration.ofDays(1)), 1000))
                .isPositive();
        assertThat(samples.find(id).callback()).isEmpty();
    }

    @Test
    void aTaskRetriedByHandTellsOfItsSecondEndToo() {
        UUID id = samples.submit(samples.plain());
        samples.record(samples.claimOne(), new Verdict.Dead());
        Instant now = Instant.now().plusSeconds(1);
        assertThat(tasks.callbacks().delivered(claim(id, now).orElseThrow(), now))
                .isTrue();
        tasks.retries().retry(id);
        samples.succeed(samples.claimOne());
        Callback second = claim(id, Instant.now().plusSeconds(1)).orElseThrow();
        assertThat(second.claim()).isEqualTo(2);
        assertThat(tasks.callbacks().delivered(second, now)).isTrue();
        assertThat(samples.find(id).callback().orElseThrow().state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aPolicyComesBackAndGoesWithItsFunction() {
        FunctionName function = Samples.function(store);
        RetryPolicy policy = new RetryPolicy(
                7,
                RetryPolicy.DEFAULT.backoff(),
                Set.of(2, 64),
                false,
                true,
                0.5,
                3,
                Duration.ofDays(1),
                OrderOnDead.SKIP,
                Retention.LONG);
        assertThatThrownBy(() -> tasks.policies().put(function, policy))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_FOUND));
        String image = Samples.image(store, function.namespace()).digest();
        store.versions().create(function, image, "app", FunctionConfig.defaults(), "key");
        assertThat(tasks.policies().get(function)).isEmpty();
        tasks.policies().put(function, RetryPolicy.DEFAULT);
        tasks.policies().put(function, policy);
        assertThat(tasks.policies().get(function)).contains(policy);
        store.functions().remove(function);
        assertThat(tasks.policies().get(function)).isEmpty();
    }

    @Test
    void daysAreMadeAheadAndDroppedAfterTheirClassesTime() {
        UUID standard = finish(samples.plain());
        UUID brief = finish(samples.ordered("k", TaskSamples.SKIP));
        Instant threeDays = Instant.now().plus(Duration.ofDays(3));
        TaskPartitions later = new TaskPartitions(tasks.db, () -> threeDays);
        later.ensure();
        assertThat(tasks.db.read(TaskPartitions::days))
                .contains(new TaskPartitions.Day(
                        Retention.LONG,
                        java.time.LocalDate.ofInstant(threeDays, java.time.ZoneOffset.UTC)
                                .plusDays(2)));
        assertThat(later.dropOld()).isPositive();
        assertThat(tasks.reads().find(brief)).isEmpty();
        assertThat(tasks.reads().find(standard)).isPresent();
        tasks.partitions().ensure();
        assertThat(samples.find(finish(samples.ordered("k", TaskSamples.SKIP))).state())
                .isEqualTo(dev.quern.core.task.TaskState.SUCCEEDED);
    }

    @Test
    void progressIsKeptWithTheAttemptThatSaysIt() {
        UUID id = samples.submit(samples.plain());
        Claimed claimed = samples.claimOne();
        assertThat(tasks.progress().update(List.of(said(id, 1, 42, "half \0 way"), said(id, 2, 99, "no"))))
                .isEqualTo(1);
        assertThat(samples.find(id).progress()).contains(new Progress(42, "half \uFFFD way"));
        samples.succeed(claimed);
        assertThat(tasks.progress().update(List.of(said(id, 1, 50, "late")))).isZero();
        assertThat(samples.find(id).progress().orElseThrow().percent()).isEqualTo(42);
    }

    @Test
    void othersAreWoken() {
        Set<TaskSignal> heard = ConcurrentHashMap.newKeySet();
        try (TaskListener _ = store.listenTasks(heard::addAll)) {
            assertThat(heard).containsExactlyInAnyOrder(TaskSignal.values());
            heard.clear();
            tasks.notifyQueued();
            await().untilAsserted(() -> assertThat(heard).containsExactly(TaskSignal.QUEUED));
        }
    }

    private UUID finish(Submission submission) {
        UUID id = samples.submit(submission);
        samples.succeed(samples.claimOne());
        return id;
    }

    private Optional<Callback> claim(UUID task, Instant now) {
        return tasks.callbacks().claim(now, LEASE, 10_000).stream()
                .filter(callback -> callback.task().equals(task))
                .findFirst();
    }

    private static ProgressUpdate said(UUID id, int attempt, int percent, String message) {
        return new ProgressUpdate(id, attempt, new Progress(percent, message));
    }
}
