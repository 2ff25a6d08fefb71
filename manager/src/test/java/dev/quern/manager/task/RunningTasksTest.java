package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Fresh;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.Backoff;
import dev.quern.core.task.Progress;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskLogs;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.node.Node;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.CancelResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on one manager that is never disturbed. */
class RunningTasksTest {
    @TempDir
    static Path directory;

    static Rig rig;
    static Node node;
    static TaskManager manager;

    @BeforeAll
    static void start() throws Exception {
        rig = new Rig(directory);
        node = rig.node(2);
        manager = rig.manage(node, "node", Rig.SETTINGS);
    }

    @AfterAll
    static void stop() {
        manager.close();
        node.close();
        rig.close();
    }

    private static UUID submit(Submitting task) {
        UUID id = task.submit();
        manager.queued();
        return id;
    }

    @Test
    void aTaskRunsWithItsInputAndKnowsWhatItIs() {
        FunctionName function = rig.deploy("cat; echo $QUERN_TASK_ID $QUERN_ATTEMPT $QUERN_FUNCTION; echo log >&2");
        List<TaskEvent> events = new CopyOnWriteArrayList<>();
        try (var heard = rig.events.ofFunction(function, events::add)) {
            assertThat(heard).isNotNull();
            UUID task = submit(Submitting.to(rig, function).input("in "));
            TaskRecord record = rig.await(task, TaskState.SUCCEEDED);

            assertThat(new String(rig.result(task), StandardCharsets.UTF_8))
                    .isEqualTo("in " + task + " 1 " + function + "\n");
            assertThat(record.exitCode()).hasValue(0);
            assertThat(record.usage().bytesIn()).isEqualTo(3);
            assertThat(record.usage().wallMicros()).isPositive();
            assertThat(record.attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.node()).isEqualTo("node");
                assertThat(attempt.platform()).isFalse();
            });
            assertThat(Rig.text(node.logs().find(TaskLogs.callId(task, 1)).orElseThrow()))
                    .isEqualTo("log\n");
            assertThat(node.recent().all()).isEmpty();
            await().untilAsserted(() -> assertThat(events)
                    .extracting(TaskEvent::state)
                    .containsExactly(TaskState.RUNNING, TaskState.SUCCEEDED));
        }
    }

    @Test
    void longInputsAndResultsGoThroughFiles() throws Exception {
        FunctionName function = rig.deploy("cat");
        byte[] input = new byte[3 << 20];
        new Random(1).nextBytes(input);
        UUID task = submit(Submitting.to(rig, function).input(input));

        assertThat(rig.await(task, TaskState.SUCCEEDED).resultBytes()).isEqualTo(input.length);
        try (var stored = rig.bodies.open(BodyName.result(task, 1)).orElseThrow()) {
            assertThat(stored.readAllBytes()).isEqualTo(input);
        }
    }

    @Test
    void aResultThatIsTooLongFailsAndLeavesNoFile() throws Exception {
        FunctionName function = rig.deploy("dd if=/dev/zero bs=65536 count=200; sleep 60");
        UUID task = submit(Submitting.to(rig, function));

        assertThat(rig.await(task, TaskState.FAILED).error()).contains("result_too_large");
        assertThat(rig.bodies.open(BodyName.result(task, 1))).isEmpty();
    }

    @Test
    void aFailingTaskIsRetriedUntilItIsDead() {
        FunctionName function = rig.deploy("echo $QUERN_ATTEMPT >&2; exit 3");
        policy(function, Set.of(), 1_000);
        UUID task = submit(Submitting.to(rig, function).retries(2));

        TaskRecord dead = rig.await(task, TaskState.DEAD);
        assertThat(dead.attempts()).hasSize(3).allSatisfy(attempt -> {
            assertThat(attempt.exitCode()).hasValue(3);
            assertThat(attempt.error()).contains("function_failed");
        });
        assertThat(dead.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
    }

    @Test
    void aFailureThePolicyGivesNoHopeIsNotRetried() {
        FunctionName function = rig.deploy("exit 64");
        policy(function, Set.of(64), 1_000);
        UUID task = submit(Submitting.to(rig, function));

        assertThat(rig.await(task, TaskState.FAILED).attempts()).hasSize(1);
    }

    @Test
    void aRetryWithoutBudgetWaitsAndIsNotLost() {
        FunctionName function = rig.deploy("exit 1");
        policy(function, Set.of(), 1);
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(submit(Submitting.to(rig, function).retries(1)));
        }

        // One retry a minute and a fifth for each first attempt: most of them wait for minutes.
        await().atMost(Rig.PATIENCE)
                .until(() -> tasks.stream()
                                .map(rig::find)
                                .filter(task -> task.state() == TaskState.RETRYING
                                        && task.dueAt()
                                                .filter(due -> Duration.between(java.time.Instant.now(), due)
                                                                .toSeconds()
                                                        > 20)
                                                .isPresent())
                                .count()
                        >= 2);
    }

    private static void policy(FunctionName function, Set<Integer> never, int perMinute) {
        RetryPolicy d = RetryPolicy.DEFAULT;
        rig.store.namespaces().create(function.namespace());
        Functions.add(rig.store, function);
        rig.store
                .tasks()
                .policies()
                .put(
                        function,
                        new RetryPolicy(
                                d.retries(),
                                new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
                                never,
                                d.onTimeout(),
                                d.onOutOfMemory(),
                                d.budgetRatio(),
                                perMinute,
                                d.maxAge(),
                                d.orderOnDead(),
                                d.retention()));
    }

    @Test
    void tasksOfOneOrderKeyRunOneAfterAnotherInTheirOrder() {
        FunctionName function = rig.deploy("cat >> /shared/order; sleep 0.05; echo . >> /shared/order");
        List<UUID> tasks = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            tasks.add(submit(Submitting.to(rig, function).input(i + " ").orderKey("k")));
            expected.append(i).append(" .\n");
        }
        tasks.forEach(task -> rig.await(task, TaskState.SUCCEEDED));

        assertThat(Rig.text(rig.shared.resolve("order"))).isEqualTo(expected.toString());
    }

    @Test
    void aRunningTaskIsKilledWhenItIsCancelled() {
        FunctionName function = rig.deploy("touch /shared/running; sleep 300; touch /shared/survived");
        UUID task = submit(Submitting.to(rig, function));
        rig.awaitFile("running");

        assertThat(rig.store.tasks().cancels().cancel(task)).isInstanceOf(CancelResult.Requested.class);
        manager.cancelRequested();

        TaskRecord cancelled = rig.await(task, TaskState.CANCELLED);
        assertThat(cancelled.error()).contains("cancelled");
        assertThat(cancelled.attempts()).hasSize(1);
        assertThat(rig.shared.resolve("survived")).doesNotExist();
    }

    @Test
    void anAttemptThatTakesTooLongIsEndedAndCountsAsTheFunctions() {
        FunctionName function = rig.deploy("sleep 300", Fresh.PROCESS, Duration.ofMillis(300), 0);
        UUID task = submit(Submitting.to(rig, function).retries(0));

        TaskRecord dead = rig.await(task, TaskState.DEAD);
        assertThat(dead.error()).contains("deadline_exceeded");
        assertThat(dead.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.platform()).isFalse());
    }

    @Test
    void aDelayedTaskRunsWhenItIsDue() {
        FunctionName function = rig.deploy("true");
        UUID task = submit(Submitting.to(rig, function).delay(Duration.ofMillis(700)));

        TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
        assertThat(record.startedAt().orElseThrow())
                .isAfterOrEqualTo(record.submittedAt().plusMillis(700));
    }

    @Test
    void progressIsKeptWithTheTaskAndTold() {
        FunctionName function =
                rig.deploy("echo '::progress 10 begun' >&2; while [ ! -e /shared/go ]; do sleep 0.05; done;"
                        + " echo '::progress 100 done' >&2");
        UUID task;
        List<Progress> told = new CopyOnWriteArrayList<>();
        Submitting submitting = Submitting.to(rig, function);
        try (var heard =
                rig.events.ofFunction(function, event -> event.progress().ifPresent(told::add))) {
            assertThat(heard).isNotNull();
            task = submit(submitting);
            rig.awaitTask(task, record -> record.progress().equals(Optional.of(new Progress(10, "begun"))));
            assertThat(rig.shared.resolve("go").toFile().mkdir()).isTrue();
            TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
            assertThat(record.progress()).contains(new Progress(100, "done"));
        }
        assertThat(told).contains(new Progress(10, "begun"), new Progress(100, "done"));
    }

    @Test
    void aTaskWhoseVersionIsGoneFails() {
        FunctionName gone = new FunctionName(Rig.name(), Rig.name());
        FunctionName known = rig.deploy("true");
        UUID task = rig.store
                .tasks()
                .inserts()
                .submit(List.of(Functions.renamed(Submitting.to(rig, known).submission(), gone)))
                .getFirst()
                .orThrow();
        manager.queued();

        assertThat(rig.await(task, TaskState.FAILED).error()).contains("version_not_found");
    }

    @Test
    void aFunctionAtItsConcurrencyKeepsNoOtherFromAFreePlace() {
        FunctionName one = rig.deploy(
                "touch /shared/one; while [ ! -e /shared/release ]; do sleep 0.05; done",
                Fresh.PROCESS,
                Duration.ofSeconds(60),
                1);
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(submit(Submitting.to(rig, one)));
        }
        rig.awaitFile("one");
        UUID other = submit(Submitting.to(rig, rig.deploy("true")));

        rig.await(other, TaskState.SUCCEEDED);
        assertThat(rig.shared.resolve("release").toFile().mkdir()).isTrue();
        tasks.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
    }
}
