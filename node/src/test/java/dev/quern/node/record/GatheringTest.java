package dev.quern.node.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private final ConcurrentLinkedQueue<CallRecord> passed = new ConcurrentLinkedQueue<>();
    private final Gathering gathering = new Gathering(passed::add);

    @Test
    void keepsEachOfTheFirstAndTheSumOfTheOthers() {
        List<CallRecord> calls = IntStream.range(0, Gathering.MOST + 3)
                .mapToObj(_ -> call(CallState.SUCCEEDED, "key"))
                .toList();
        calls.forEach(gathering::add);
        assertThat(passed).containsExactlyElementsOf(calls.subList(0, Gathering.MOST));

        gathering.tick();
        CallRecord sum = List.copyOf(passed).getLast();
        CallRecord first = calls.get(Gathering.MOST);
        assertThat(sum.id()).isEqualTo(first.id());
        assertThat(sum.startedAt()).isEqualTo(first.startedAt());
        assertThat(sum.calls()).isEqualTo(3);
        assertThat(sum.runMicros()).isEqualTo(30);
        assertThat(sum.bytesOut()).isEqualTo(21);
        assertThat(passed).hasSize(Gathering.MOST + 1);
    }

    @Test
    void tellsOutcomesAndKeysApart() {
        for (int i = 0; i <= Gathering.MOST; i++) {
            gathering.add(call(CallState.SUCCEEDED, "key"));
        }
        gathering.add(call(CallState.FAILED, "key"));
        gathering.add(call(CallState.SUCCEEDED, "other"));
        assertThat(passed).hasSize(Gathering.MOST + 2);
    }

    @Test
    void beginsAnewWithEveryTick() {
        for (int i = 0; i < Gathering.MOST; i++) {
            gathering.add(call(CallState.SUCCEEDED, "key"));
        }
        gathering.tick();
        gathering.add(call(CallState.SUCCEEDED, "key"));
        assertThat(passed).hasSize(Gathering.MOST + 1);
    }

    @Test
    void losesNoneBesideTheClock() throws InterruptedException {
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(3);
        AtomicBoolean over = new AtomicBoolean();
        Thread clock = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                gathering.tick();
            }
        });
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            callers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    gathering.add(call(CallState.SUCCEEDED, "key"));
                }
                done.countDown();
            }));
        }
        done.await();
        over.set(true);
        clock.join();
        gathering.tick();
        assertThat(passed.stream().mapToLong(CallRecord::calls).sum()).isEqualTo(3L * each);
    }

    private static CallRecord call(CallState state, String key) {
        return new CallRecord(
                Ids.next(),
                "default",
                Optional.of(new FunctionName("default", "echo")),
                1,
                "sha256:" + "0".repeat(64),
                key,
                "local",
                state,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                1,
                0,
                10,
                0,
                0,
                3,
                7,
                true,
                1);
    }
}
