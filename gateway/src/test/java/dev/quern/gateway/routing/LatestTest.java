package dev.quern.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LatestTest {
    private final AtomicInteger there = new AtomicInteger();
    private final List<Integer> applied = new ArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** The first one stops between reading and applying. */
    private void apply() {
        int now = there.get();
        read.countDown();
        if (now == 1) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        applied.add(now);
    }

    private static Thread change(AtomicInteger there, Latest latest) {
        return Thread.ofPlatform().start(() -> {
            there.incrementAndGet();
            latest.changed();
        });
    }

    @Test
    void whatWasReadEarlierIsNeverAppliedLater() throws InterruptedException {
        Latest latest = new Latest(this::apply);
        Thread first = change(there, latest);
        read.await();
        List<Thread> others = List.of(change(there, latest), change(there, latest), change(there, latest));
        await().until(() -> others.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
        goOn.countDown();
        first.join();
        for (Thread other : others) {
            other.join();
        }
        // The three that came meanwhile were applied at once.
        assertThat(applied).containsExactly(1, 4);
    }

    @Test
    void oneThatFailedIsAppliedWithTheNext() {
        AtomicInteger runs = new AtomicInteger();
        Latest latest = new Latest(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
        });
        assertThat(org.assertj.core.api.Assertions.catchThrowable(latest::changed))
                .isNotNull();
        latest.changed();
        assertThat(runs).hasValue(2);
    }
}
