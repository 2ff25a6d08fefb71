package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Contract;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.store.task.Runner;
import dev.quern.store.task.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that stop, leases that run out, a database that is killed, nodes that are busy with calls. */
class TroubleTest {
    @TempDir
    static Path directory;

    static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new Rig(directory);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void aStoppingServerPutsBackWhatHasNotBegunAndAsksTheRestToEnd() {
        FunctionName function = rig.deploy("echo $QUERN_ATTEMPT >> /shared/began;"
                + " trap 'echo $QUERN_ATTEMPT >> /shared/asked; exit 143' TERM;"
                + " [ $QUERN_ATTEMPT = 2 ] && exit 0; while true; do sleep 0.05; done");
        FunctionName waiting = rig.deploy("true");
        UUID running;
        List<UUID> behind = new ArrayList<>();
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "stopping", Rig.SETTINGS)) {
            running = Submitting.to(rig, function).submit();
            manager.queued();
            rig.awaitFile("began");
            for (int i = 0; i < 3; i++) {
                behind.add(Submitting.to(rig, waiting).submit());
            }
            manager.queued();
            manager.drain(Duration.ofMillis(200));

            TaskRecord handedBack = rig.find(running);
            assertThat(handedBack.state()).isEqualTo(TaskState.QUEUED);
            assertThat(handedBack.attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.platform()).isTrue();
                assertThat(attempt.exitCode()).hasValue(143);
            });
            behind.forEach(task -> {
                assertThat(rig.find(task).state()).isEqualTo(TaskState.QUEUED);
                assertThat(rig.find(task).attempts()).isEmpty();
            });
        }
        assertThat(Rig.text(rig.shared.resolve("asked"))).isEqualTo("1\n");
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "stopping", Rig.SETTINGS)) {
            assertThat(manager.inHand()).isNotNegative();
            rig.await(running, TaskState.SUCCEEDED);
            behind.forEach(
                    task -> assertThat(rig.await(task, TaskState.SUCCEEDED).attempts())
                            .extracting(Attempt::number)
                            .containsExactly(1));
        }
    }

    @Test
    void aFunctionThatIgnoresTheEndIsKilledAfterItsWindowAndHandedBack() {
        FunctionName function = rig.deploy("trap '' TERM; touch /shared/deaf; while true; do sleep 0.05; done");
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "deaf", Rig.SETTINGS)) {
            UUID task = Submitting.to(rig, function).submit();
            manager.queued();
            rig.awaitFile("deaf");
            manager.drain(Duration.ZERO);

            assertThat(rig.find(task).state()).isEqualTo(TaskState.QUEUED);
            assertThat(rig.find(task).attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.platform()).isTrue());
            // Not for the next test's managers.
            rig.store.tasks().cancels().cancel(task);
        }
    }

    @Test
    void whatAServersInstanceWorksOnIsHandedBackWhenTheNodeStops() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, Duration.ofSeconds(60));
        UUID running;
        List<UUID> behind = new ArrayList<>();
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "serving", Rig.SETTINGS)) {
            running = Submitting.to(rig, function)
                    .input("!began served; await served-go")
                    .submit();
            manager.queued();
            rig.awaitFile("served");
            for (int i = 0; i < 3; i++) {
                behind.add(Submitting.to(rig, function).input("x").submit());
            }
            manager.queued();
            behind.forEach(task -> rig.await(task, TaskState.RUNNING));
            manager.drain(Duration.ofMillis(100));

            TaskRecord handedBack = rig.find(running);
            assertThat(handedBack.state()).isEqualTo(TaskState.QUEUED);
            assertThat(handedBack.attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.platform()).isTrue();
                assertThat(attempt.error()).contains("unavailable");
            });
            behind.forEach(task -> {
                assertThat(rig.find(task).state()).isEqualTo(TaskState.QUEUED);
                assertThat(rig.find(task).attempts()).isEmpty();
            });
        }
        assertThat(rig.shared.resolve("served-go").toFile().mkdir()).isTrue();
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "serving", Rig.SETTINGS)) {
            assertThat(manager.inHand()).isNotNegative();
            rig.await(running, TaskState.SUCCEEDED);
            behind.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
        }
    }

    @Test
    void aRunnerThatLostItsLeaseStopsAndItsLateOutcomeCountsNothing() {
        FunctionName function = rig.deploy("echo $QUERN_ATTEMPT >> /shared/leased;"
                + " while [ ! -e /shared/leave ]; do sleep 0.05; done; echo $QUERN_ATTEMPT");
        try (Node node = rig.node(2);
                TaskManager manager = rig.manage(node, "lost", Rig.SETTINGS)) {
            UUID task = Submitting.to(rig, function).submit();
            manager.queued();
            rig.awaitFile("leased");

            // As another manager would, had this one not renewed in time.
            Runner other = rig.store.tasks().runners().register("lost", Duration.ofMinutes(1));
            assertThat(rig.store.tasks().runners().adopt(other)).isEqualTo(1);
            await().atMost(Rig.PATIENCE)
                    .until(() -> Rig.text(rig.shared.resolve("leased")).equals("1\n2\n"));
            assertThat(rig.shared.resolve("leave").toFile().mkdir()).isTrue();

            TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
            assertThat(new String(rig.result(task), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("2\n");
            assertThat(record.attempts()).extracting(Attempt::platform).containsExactly(true, false);
            rig.store.tasks().runners().remove(other);
        }
    }

    @Test
    void aKilledDatabaseCostsTimeAndNothingElse() {
        FunctionName function = rig.deploy("cat; echo $QUERN_TASK_ID >> /shared/effects");
        FunctionName lasting = rig.deploy("touch /shared/lasts; while [ ! -e /shared/enough ]; do sleep 0.05; done");
        try (Node node = rig.node(2);
                TaskManager manager = rig.manage(node, "database", Rig.SETTINGS)) {
            UUID running = Submitting.to(rig, lasting).submit();
            manager.queued();
            rig.awaitFile("lasts");
            List<Submission> submissions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                submissions.add(Submitting.to(rig, function).input("i" + i).submission());
            }
            rig.store.tasks().inserts().submit(submissions);
            manager.queued();
            rig.awaitFile("effects");
            long killed = rig.store.serverPid().orElseThrow();
            assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
            assertThat(rig.shared.resolve("enough").toFile().mkdir()).isTrue();
            await().atMost(Rig.PATIENCE)
                    .until(() ->
                            rig.store.serverPid().filter(pid -> pid != killed).isPresent() && rig.store.ready());

            assertThat(rig.await(running, TaskState.SUCCEEDED).attempts()).hasSize(1);
            for (int i = 0; i < submissions.size(); i++) {
                UUID task = submissions.get(i).id();
                rig.await(task, TaskState.SUCCEEDED);
                assertThat(new String(rig.result(task), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo("i" + i);
            }
            assertThat(Rig.text(rig.shared.resolve("effects")).lines().distinct())
                    .hasSize(200);
        }
    }

    @Test
    void aTaskIsCancelledAtOnceAlsoWhenItWasClaimedAndWaitsForAPlace() {
        FunctionName function = rig.deploy("touch /shared/held; while [ ! -e /shared/holds ]; do sleep 0.05; done");
        try (Node node = rig.node(1);
                TaskManager manager = rig.manage(node, "claimed", Rig.SETTINGS)) {
            List<Submission> submissions = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                submissions.add(Submitting.to(rig, rig.deploy("true")).submission());
            }
            submissions.add(10, Submitting.to(rig, function).submission());
            rig.store.tasks().inserts().submit(submissions);
            manager.queued();
            rig.awaitFile("held");
            List<UUID> waiting = submissions.stream()
                    .map(Submission::id)
                    .filter(task -> !rig.find(task).state().ended())
                    .filter(task -> !rig.find(task).function().orElseThrow().equals(function))
                    .toList();
            waiting.forEach(task -> rig.store.tasks().cancels().cancel(task));
            manager.cancelRequested();

            waiting.forEach(task -> rig.awaitTask(task, record -> record.state().ended()));
            assertThat(rig.shared.resolve("holds").toFile().mkdir()).isTrue();
            submissions.forEach(
                    task -> rig.awaitTask(task.id(), record -> record.state().ended()));
        }
    }

    @Test
    void callsNeverWaitForTasks() {
        FunctionName lasting = rig.deploy("touch /shared/l$$; while [ ! -e /shared/last ]; do sleep 0.05; done");
        FunctionName called = rig.deploy("true");
        try (Node node = rig.node(2);
                TaskManager manager = rig.manage(node, "busy", Rig.SETTINGS)) {
            List<UUID> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(Submitting.to(rig, lasting).submit());
            }
            manager.queued();
            await().atMost(Rig.PATIENCE).until(() -> node.idlePlaces() == 0);

            for (int i = 0; i < 5; i++) {
                call(node, called);
            }
            assertThat(tasks)
                    .allSatisfy(
                            task -> assertThat(rig.find(task).state().ended()).isFalse());
            assertThat(rig.shared.resolve("last").toFile().mkdir()).isTrue();
            tasks.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
        }
    }

    @Test
    void aMillionOfOneNamespaceDoNotDelayAnothersFirst() {
        FunctionName greedy = rig.deploy("sleep 0.02");
        FunctionName modest = rig.deploy("true");
        try (Node node = rig.node(2);
                TaskManager manager = rig.manage(node, "fair", Rig.SETTINGS)) {
            List<Submission> many = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                many.add(Submitting.to(rig, greedy).submission());
            }
            rig.store.tasks().inserts().submit(many);
            manager.queued();
            rig.await(many.getFirst().id(), TaskState.SUCCEEDED);
            UUID one = Submitting.to(rig, modest).submit();
            manager.queued();

            rig.await(one, TaskState.SUCCEEDED);
            assertThat(rig.find(many.getLast().id()).state()).isEqualTo(TaskState.QUEUED);
            manager.drain(Duration.ofSeconds(5));
            many.forEach(task -> rig.store.tasks().cancels().cancel(task.id()));
        }
    }

    private static void call(Node node, FunctionName function) {
        CallSpec spec = rig.call(function);
        try (NodeCall call = node.start(spec, new Cancel())) {
            call.attend();
            call.stdin().close();
            assertThat(call.finish().failure()).isEmpty();
        }
    }
}
