package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.Sql;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class TaskRunnersTest {
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final TaskSamples samples;
    private final Tasks tasks;
    private final TaskRunners runners;

    TaskRunnersTest(Store store) {
        this.tasks = store.tasks();
        this.runners = tasks.runners();
        this.samples = new TaskSamples(tasks);
    }

    @Test
    void aRunnerWhoseLeaseRanOutLosesItsTasksButOnlyToASteadyOne() {
        UUID id = samples.submit(samples.plain());
        Runner lost = runners.register("lost", LEASE);
        Claimed claimed = samples.claim(lost, 1).getFirst();
        Runner self = runners.register("self", LEASE);
        pass(lost, LEASE.multipliedBy(2));
        assertThat(runners.reap(self, LEASE)).isZero();
        pass(self, LEASE.dividedBy(2));
        assertThat(runners.renew(self, LEASE)).isTrue();
        assertThat(runners.reap(self, LEASE)).isZero();
        pass(self, LEASE.dividedBy(2).plusMillis(1));
        assertThat(runners.reap(self, LEASE)).isEqualTo(1);
        TaskRecord back = samples.find(id);
        assertThat(back.state()).isEqualTo(TaskState.QUEUED);
        assertThat(back.attempts().getFirst().platform()).isTrue();
        assertThat(back.attempts().getFirst().node()).isEqualTo("lost");
        assertThat(runners.renew(lost, LEASE)).isFalse();
        assertThat(samples.succeed(claimed)).isFalse();
    }

    @Test
    void afterAGapARunnerIsSteadyOnlyOnceALeaseHasPassed() {
        UUID id = samples.submit(samples.plain());
        Runner other = runners.register("other", LEASE);
        samples.claim(other, 1);
        Runner self = runners.register("self", LEASE);
        pass(self, LEASE.multipliedBy(3));
        pass(other, LEASE.multipliedBy(3));
        assertThat(runners.renew(self, LEASE)).isTrue();
        assertThat(runners.reap(self, LEASE)).isZero();
        assertThat(runners.renew(other, LEASE)).isTrue();
        pass(self, LEASE.minusMillis(1));
        assertThat(runners.renew(self, LEASE)).isTrue();
        pass(self, Duration.ofMillis(2));
        assertThat(runners.reap(self, LEASE)).isZero();
        assertThat(samples.find(id).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aServerThatStartsTakesOverFromItsPredecessors() {
        UUID id = samples.submit(samples.plain());
        Runner before = runners.register("same", LEASE);
        samples.claim(before, 1);
        Runner elsewhere = runners.register("elsewhere", LEASE);
        Runner now = runners.register("same", LEASE);
        assertThat(runners.adopt(now)).isEqualTo(1);
        assertThat(samples.find(id).state()).isEqualTo(TaskState.QUEUED);
        assertThat(runners.renew(elsewhere, LEASE)).isTrue();
        assertThat(runners.renew(now, LEASE)).isTrue();
    }

    @Test
    void aLeaseRunsOutByItself() {
        Duration lease = Duration.ofMillis(50);
        UUID id = samples.submit(samples.plain());
        samples.claim(runners.register("brief", lease), 1);
        Runner self = runners.register("self", LEASE);
        await().untilAsserted(() -> {
            runners.reap(self, lease);
            assertThat(samples.find(id).state()).isEqualTo(TaskState.QUEUED);
        });
    }

    /** As if this time had passed for the runner since it was last heard of. */
    private void pass(Runner runner, Duration time) {
        tasks.db.write(c -> Sql.update(
                c,
                "UPDATE task_runners SET lease_until = lease_until - ?::interval,"
                        + " steady_since = steady_since - ?::interval WHERE id = ?",
                time.toString(),
                time.toString(),
                runner.id()));
    }
}
