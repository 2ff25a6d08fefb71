package dev.quern.manager.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.call.CallRecord;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.Backoff;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.node.Node;
import dev.quern.node.ReadyVersion;
import dev.quern.node.call.Cancel;
import dev.quern.node.server.ServerState;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.CancelResult;
import dev.quern.store.task.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of functions that are servers, in real sandboxes; see manager/src/test/c/kept.c. */
class ServerTasksTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LONGEST_RESULT = 16 << 20;

    @TempDir
    static Path directory;

    static Rig rig;
    static Node node;
    static TaskManager manager;
    static FunctionName web;

    @BeforeAll
    static void start() throws Exception {
        rig = new Rig(directory);
        node = rig.node(2);
        TaskSettings s = Rig.SETTINGS;
        manager = rig.manage(
                node,
                "node",
                new TaskSettings(
                        s.lease(),
                        s.renew(),
                        s.poll(),
                        s.prefetch(),
                        s.inHand(),
                        s.checkpoint(),
                        LONGEST_RESULT,
                        s.callbacks()));
        web = rig.serve(Contract.HTTP, 8, 2, LONG);
        policy(web, Duration.ofMillis(100));
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

    private static UUID submit(FunctionName function, String input) {
        return submit(Submitting.to(rig, function).input(input));
    }

    private static String result(UUID task) {
        return new String(rig.result(task), StandardCharsets.UTF_8);
    }

    private static void policy(FunctionName function, Duration longestPause) {
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
                                new Backoff(Duration.ofMillis(20), longestPause),
                                d.neverExitCodes(),
                                d.onTimeout(),
                                d.onOutOfMemory(),
                                d.budgetRatio(),
                                1000,
                                d.maxAge(),
                                d.orderOnDead(),
                                d.retention()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Contract.class,
            names = {"HTTP", "FN"})
    void anInputOfTenMebibytesComesBackAsTheResult(Contract contract) throws Exception {
        FunctionName function = rig.serve(contract, 1, 1, LONG);
        byte[] input = new byte[10 << 20];
        new Random(1).nextBytes(input);
        UUID task = submit(Submitting.to(rig, function).input(input));

        TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
        assertThat(record.resultBytes()).isEqualTo(input.length);
        assertThat(record.usage().bytesIn()).isEqualTo(input.length);
        assertThat(record.usage().bytesOut()).isEqualTo(input.length);
        try (var stored = rig.bodies.open(BodyName.result(task, 1)).orElseThrow()) {
            assertThat(stored.readAllBytes()).isEqualTo(input);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60_000, 70_000})
    void inputsOfEveryKindComeBack(int size) throws Exception {
        byte[] input = new byte[size];
        UUID task = submit(Submitting.to(rig, web).input(input));
        assertThat(rig.await(task, TaskState.SUCCEEDED).resultBytes()).isEqualTo(size);
    }

    @Test
    void theServerIsToldWhichTaskItIs() {
        UUID task = submit(web, "!head");
        TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
        assertThat(result(task))
                .startsWith("POST / HTTP/1.1\n")
                .contains("Quern-Task-Id: " + task + "\n", "Quern-Attempt: 1\n", "Quern-Call-Id: ", "Quern-Deadline: ")
                .contains("Content-Type: " + Submitting.CONTENT_TYPE + "\n");
        assertThat(record.exitCode()).isEmpty();
        assertThat(record.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.node()).isEqualTo("node");
            assertThat(attempt.error()).isEmpty();
        });
        assertThat(node.recent().all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 422})
    void whatTheServerRefusesIsNotTriedAgain(int status) {
        TaskRecord record = rig.await(submit(web, "!status " + status), TaskState.FAILED);
        assertThat(record.error()).contains("function_refused");
        assertThat(record.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.platform()).isFalse();
            assertThat(attempt.message()).contains("The function's server answered " + status + ": status " + status);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void whatMayBecomeBetterIsTriedAgain(int status) {
        UUID task = submit(web, "!until 3 " + status);
        TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
        assertThat(record.attempts())
                .extracting(Attempt::error)
                .containsExactly(Optional.of("function_failed"), Optional.of("function_failed"), Optional.empty());
        assertThat(result(task)).isEqualTo("done");
    }

    @Test
    void aServerThatAsksForTimeIsGivenAsMuchAsThePolicyAllows() {
        FunctionName busy = rig.serve(Contract.HTTP, 8, 1, LONG);
        policy(busy, Duration.ofMinutes(2));
        UUID soon = submit(busy, "!after 60 429");
        UUID late = submit(busy, "!after 3600 503");

        assertThat(pause(soon)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(pause(late)).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(120));
    }

    private static Duration pause(UUID task) {
        TaskRecord record = rig.await(task, TaskState.RETRYING);
        return Duration.between(Instant.now(), record.dueAt().orElseThrow());
    }

    @Test
    void anAttemptThatTakesTooLongIsEndedAndTheServerGoesOn() {
        FunctionName slow = rig.serve(Contract.HTTP, 1, 1, Duration.ofMillis(500));
        UUID task = submit(Submitting.to(rig, slow).input("!sleep 600000").retries(0));

        TaskRecord record = rig.await(task, TaskState.DEAD);
        assertThat(record.error()).contains("deadline_exceeded");
        assertThat(record.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.platform()).isFalse());
        rig.await(submit(slow, "next"), TaskState.SUCCEEDED);
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() {
        UUID task = submit(Submitting.to(rig, web).input("!half").retries(1));
        TaskRecord record = rig.await(task, TaskState.DEAD);
        assertThat(record.attempts()).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.error()).contains("function_failed");
            assertThat(attempt.message().orElseThrow()).contains("ended before it was complete");
        });
        assertThat(record.resultBytes()).isZero();
    }

    @Test
    void aServerThatDiesFailsItsTaskAndAnotherTakesTheNext() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        UUID task = submit(Submitting.to(rig, function).input("!die").retries(0));
        assertThat(rig.await(task, TaskState.DEAD).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.message().orElseThrow())
                        .contains("exited with 3 while it handled the call"));
        rig.await(submit(function, "next"), TaskState.SUCCEEDED);
    }

    @Test
    void aServerThatRunsOutOfMemoryFailsItsTask() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        TaskRecord record = rig.await(submit(function, "!hog"), TaskState.FAILED);
        assertThat(record.error()).contains("out_of_memory");
    }

    @Test
    void aServerThatDoesNotStartFailsItsTaskByThePolicy() {
        FunctionName broken = rig.serve(Contract.HTTP, 1, 1, LONG, "/bin/false");
        policy(broken, Duration.ofMillis(100));
        UUID task = submit(Submitting.to(rig, broken).input("x").retries(1));
        assertThat(rig.await(task, TaskState.DEAD).attempts())
                .hasSize(2)
                .allSatisfy(attempt -> assertThat(attempt.error()).contains("function_failed"));
    }

    @Test
    void aResultThatIsTooLongFailsAndLeavesNoFile() throws Exception {
        byte[] input = new byte[LONGEST_RESULT + 1];
        UUID task = submit(Submitting.to(rig, web).input(input));
        assertThat(rig.await(task, TaskState.FAILED).error()).contains("result_too_large");
        assertThat(rig.bodies.open(BodyName.result(task, 1))).isEmpty();
    }

    @Test
    void aRunningTaskIsLeftWhenItIsCancelled() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        UUID task = submit(function, "!began cancelled; await never");
        rig.awaitFile("cancelled");
        UUID waiting = submit(function, "!began behind; await never");
        Awaitility.await().atMost(Rig.PATIENCE).until(() -> rig.find(waiting).state() == TaskState.RUNNING);

        cancel(waiting);
        assertThat(rig.await(waiting, TaskState.CANCELLED).error()).contains("cancelled");
        cancel(task);
        TaskRecord cancelled = rig.await(task, TaskState.CANCELLED);
        assertThat(cancelled.attempts()).hasSize(1);
        rig.await(submit(function, "next"), TaskState.SUCCEEDED);
        assertThat(rig.shared.resolve("behind")).doesNotExist();
    }

    private static void cancel(UUID task) {
        assertThat(rig.store.tasks().cancels().cancel(task)).isInstanceOf(CancelResult.Requested.class);
        manager.cancelRequested();
    }

    @Test
    void tasksOfOneOrderKeyRunOneAfterAnotherInTheirOrder() {
        List<UUID> tasks = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            tasks.add(submit(Submitting.to(rig, web)
                    .input("!note ordered " + i + "; sleep 20; note ordered end")
                    .orderKey("k")));
            expected.append(i).append("\nend\n");
        }
        tasks.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
        assertThat(Rig.text(rig.shared.resolve("ordered"))).isEqualTo(expected.toString());
    }

    @Test
    void whatAnAttemptUsedIsCommittedWithItsOutcome() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        TaskRecord record = rig.await(submit(function, "!burn 200"), TaskState.SUCCEEDED);
        assertThat(record.usage().cpuMicros()).isGreaterThan(150_000);
        assertThat(record.usage().wallMicros()).isGreaterThan(150_000);
    }

    @Test
    void anEventOfLambdaIsAnsweredUnderItsTasksId() {
        FunctionName function = rig.serve(Contract.LAMBDA, 1, 1, LONG);
        UUID task = submit(function, "{\"a\":1}");
        rig.await(task, TaskState.SUCCEEDED);
        assertThat(result(task)).isEqualTo("{\"id\":\"" + task + "\",\"event\":{\"a\":1}}");
    }

    @Test
    void anErrorThatALambdaFunctionReportsIsTriedAgainUnderTheSameId() {
        FunctionName function = rig.serve(Contract.LAMBDA, 1, 1, LONG);
        policy(function, Duration.ofMillis(100));
        UUID task = submit(function, "!until 3 500");
        TaskRecord record = rig.await(task, TaskState.SUCCEEDED);
        assertThat(record.attempts()).hasSize(3);
        assertThat(record.attempts().getFirst().error()).contains("function_failed");
        assertThat(record.attempts().getFirst().message()).contains("The function failed: Broken: it broke");
        assertThat(result(task)).isEqualTo("{\"id\":\"" + task + "\"}");
    }

    @Test
    void anEventThatIsTooLargeForLambdaIsNotTriedAgain() {
        FunctionName function = rig.serve(Contract.LAMBDA, 1, 1, LONG);
        UUID task = submit(Submitting.to(rig, function).input(new byte[7 << 20]));
        TaskRecord record = rig.await(task, TaskState.FAILED);
        assertThat(record.error()).contains("body_too_large");
        assertThat(record.attempts()).hasSize(1);
        rig.await(submit(function, "{}"), TaskState.SUCCEEDED);
    }

    @Test
    void aFunctionOfFnHearsOfItsTaskAndMayFail() {
        FunctionName function = rig.serve(Contract.FN, 1, 1, LONG);
        policy(function, Duration.ofMillis(100));
        UUID told = submit(function, "!head");
        rig.await(told, TaskState.SUCCEEDED);
        assertThat(result(told))
                .startsWith("POST /call HTTP/1.1\n")
                .contains("Fn-Call-Id: ", "Fn-Deadline: ", "Quern-Task-Id: " + told + "\n");

        assertThat(rig.await(submit(function, "!until 2 502"), TaskState.SUCCEEDED)
                        .attempts())
                .extracting(Attempt::error)
                .containsExactly(Optional.of("function_failed"), Optional.empty());
    }

    @Test
    void callsPassAThousandWaitingTasks() {
        FunctionName function = rig.serve(Contract.HTTP, 8, 1, LONG);
        List<Submission> crowd = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            crowd.add(Submitting.to(rig, function)
                    .input("!began crowd; await go; sleep 20")
                    .submission());
        }
        rig.store.tasks().inserts().submit(crowd);
        manager.queued();
        rig.awaitFile("crowd");

        for (int i = 0; i < 20; i++) {
            CallRecord record = call(function, "hello");
            assertThat(record.pooled()).as("it waited for an instance").isTrue();
        }
        assertThat(manager.inHand()).isLessThan(100);
        assertThat(rig.shared.resolve("go").toFile().mkdir()).isTrue();
        Awaitility.await()
                .atMost(Rig.PATIENCE)
                .until(() -> crowd.stream().allMatch(task -> rig.find(task.id()).state() == TaskState.SUCCEEDED));
    }

    @Test
    void aCallGoesBeforeTasksThatWaitedLonger() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        UUID first = submit(function, "!began first; await first-go; note turns first");
        rig.awaitFile("first");
        List<UUID> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(submit(function, "!note turns task"));
        }
        others.forEach(task -> rig.await(task, TaskState.RUNNING));
        Thread caller = Thread.ofVirtual().start(() -> call(function, "!note turns call"));
        Awaitility.await().atMost(Rig.PATIENCE).until(() -> state(function).waiting() == 1);
        assertThat(rig.shared.resolve("first-go").toFile().mkdir()).isTrue();

        Awaitility.await().atMost(Rig.PATIENCE).until(() -> !caller.isAlive());
        rig.await(first, TaskState.SUCCEEDED);
        others.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
        assertThat(Rig.text(rig.shared.resolve("turns"))).isEqualTo("first\ncall\ntask\ntask\ntask\n");
    }

    /** Of the 128 at servers that the rig has room for. */
    @Test
    void aServerThatNeverAnswersLeavesRoomForOthers() {
        FunctionName silent = rig.serve(Contract.HTTP, 1000, 1, LONG);
        List<Submission> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(Submitting.to(rig, silent).input("!await said").submission());
        }
        rig.store.tasks().inserts().submit(crowd);
        manager.queued();
        Awaitility.await().atMost(Rig.PATIENCE).until(() -> manager.inHand() >= 64);

        rig.await(submit(rig.serve(Contract.HTTP, 1, 1, LONG), "a"), TaskState.SUCCEEDED);
        rig.await(submit(web, "b"), TaskState.SUCCEEDED);
        assertThat(manager.inHand()).isLessThan(100);
        assertThat(rig.shared.resolve("said").toFile().mkdir()).isTrue();
        Awaitility.await()
                .atMost(Rig.PATIENCE)
                .until(() -> crowd.stream().allMatch(task -> rig.find(task.id()).state() == TaskState.SUCCEEDED));
    }

    /** It was claimed before, so that it is this node that has to let go of it. */
    @Test
    void aTaskExpiresWhileItsFunctionIsScaledToNothingAndItsOrderKeyGoesOn() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        UUID busy = submit(function, "!began busy-here; await off");
        rig.awaitFile("busy-here");
        UUID first = submit(keyed(function, "!note aged first").maxAge(Duration.ofSeconds(4)));
        UUID second = submit(keyed(function, "!note aged second"));
        rig.await(first, TaskState.RUNNING);
        scale(function, OptionalInt.of(0));

        TaskRecord expired = rig.await(first, TaskState.EXPIRED);
        assertThat(expired.error()).contains("deadline_exceeded");
        assertThat(rig.find(second).state()).isEqualTo(TaskState.QUEUED);
        assertThat(rig.shared.resolve("off").toFile().mkdir()).isTrue();
        rig.await(busy, TaskState.SUCCEEDED);
        scale(function, OptionalInt.empty());
        rig.await(second, TaskState.SUCCEEDED);
        assertThat(Rig.text(rig.shared.resolve("aged"))).isEqualTo("second\n");
    }

    @Test
    void aTaskExpiresWhileItWaitsForAnInstanceThatIsBusy() {
        FunctionName function = rig.serve(Contract.HTTP, 1, 1, LONG);
        UUID busy = submit(function, "!began busy-long; await over");
        rig.awaitFile("busy-long");
        UUID first = submit(keyed(function, "!note late first").maxAge(Duration.ofSeconds(2)));
        UUID second = submit(keyed(function, "!note late second"));

        rig.await(first, TaskState.EXPIRED);
        assertThat(rig.shared.resolve("over").toFile().mkdir()).isTrue();
        rig.await(busy, TaskState.SUCCEEDED);
        rig.await(second, TaskState.SUCCEEDED);
        assertThat(Rig.text(rig.shared.resolve("late"))).isEqualTo("second\n");
    }

    private static Submitting keyed(FunctionName function, String input) {
        return Submitting.to(rig, function).input(input).orderKey("k").orderOnDead(OrderOnDead.SKIP);
    }

    /** @param instances as an operator says; empty to have their number follow use */
    private static void scale(FunctionName function, OptionalInt instances) {
        Version version = rig.version(function);
        node.keepReady(List.of(
                new ReadyVersion(function, version.number(), version.imageDigest(), version.config(), instances)));
    }

    /** With as many instances as it may have, one is left for calls. */
    @Test
    void tasksLeaveAnInstanceForCalls() {
        FunctionName function = rig.serve(Contract.LAMBDA, 1, 3, LONG);
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(submit(function, "!note busy x; await free"));
        }
        Awaitility.await()
                .atMost(Rig.PATIENCE)
                .until(() -> state(function).instances().size() == 3);
        rig.awaitFile("busy");
        Awaitility.await()
                .atMost(Rig.PATIENCE)
                .until(() -> Rig.text(rig.shared.resolve("busy")).equals("x\nx\n"));

        assertThat(call(function, "{}").pooled()).isTrue();
        assertThat(rig.shared.resolve("free").toFile().mkdir()).isTrue();
        tasks.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
    }

    @Test
    void programsThatHaveAllPlacesKeepNoServersTaskWaiting() {
        FunctionName program = rig.deploy(
                "while [ ! -e /shared/places ]; do sleep 0.05; done", Fresh.PROCESS, Duration.ofSeconds(60), 0);
        List<UUID> programs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            programs.add(submit(program, ""));
        }
        Awaitility.await().atMost(Rig.PATIENCE).until(() -> node.idlePlaces() == 0);

        FunctionName unheardOf = rig.serve(Contract.HTTP, 1, 1, LONG);
        rig.await(submit(unheardOf, "a"), TaskState.SUCCEEDED);
        rig.await(submit(web, "b"), TaskState.SUCCEEDED);
        assertThat(rig.shared.resolve("places").toFile().mkdir()).isTrue();
        programs.forEach(task -> rig.await(task, TaskState.SUCCEEDED));
    }

    private static ServerState state(FunctionName function) {
        return Optional.ofNullable(node.servers().get(function + "@1")).orElseThrow();
    }

    /** A call of a server, as a gateway makes it. */
    private static CallRecord call(FunctionName function, String input) {
        byte[] body = input.getBytes(StandardCharsets.UTF_8);
        try (ServerWords words = new ServerWords()) {
            node.serve(rig.call(function), new Cancel(), words);
            var connection = words.awaitConnection();
            var call = words.call().orElseThrow();
            while (!connection.begin(words, Kept.request(call.spec(), body.length))) {
                call.reconnect();
                connection = words.awaitConnection();
            }
            connection.send(true, Kept.UNHEARD, ByteBuffer.wrap(body));
            assertThat(words.awaitHead().status()).isEqualTo(200);
            AnswerSource content = new AnswerSource(words);
            ByteBuffer answer = ByteBuffer.allocate(1000);
            int n = 0;
            while (n >= 0) {
                n = content.read(answer);
            }
            return call.finish(Optional.empty(), body.length, answer.position()).orElseThrow();
        }
    }
}
