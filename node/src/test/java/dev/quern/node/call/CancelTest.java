package dev.quern.node.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.call.Cancel.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTest {
    private final List<String> done = new ArrayList<>();
    private final Cancel cancel = new Cancel();

    @Test
    void nothingHappensUntilItFires() {
        cancel.onFire(() -> done.add("wake"));
        assertThat(cancel.cause()).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void itDoesTheLatestAndOnlyThat() {
        cancel.onFire(() -> done.add("wake"));
        cancel.onFire(() -> done.add("kill"));
        cancel.fire(Cause.CLIENT_GONE);
        assertThat(done).containsExactly("kill");
    }

    @Test
    void theFirstCauseStaysAndIsActedOnOnce() {
        cancel.onFire(() -> done.add("kill"));
        cancel.fire(Cause.DEADLINE);
        cancel.fire(Cause.SHUTDOWN);
        assertThat(cancel.cause()).contains(Cause.DEADLINE);
        assertThat(done).containsExactly("kill");
    }

    @Test
    void whatComesAfterItFiredIsDoneAtOnce() {
        cancel.fire(Cause.BODY_CUT);
        cancel.onFire(() -> done.add("kill"));
        assertThat(done).containsExactly("kill");
    }

    @Test
    void ofManyCausesAtOnceOneIsActedOn() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Cancel racing = new Cancel();
            AtomicInteger kills = new AtomicInteger();
            racing.onFire(kills::incrementAndGet);
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (Cause cause : Cause.values()) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    racing.fire(cause);
                }));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(kills).hasValue(1);
            assertThat(racing.cause()).isPresent();
        }
    }
}
