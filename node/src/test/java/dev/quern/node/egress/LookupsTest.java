package dev.quern.node.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.node.share.Holder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupsTest {
    private static final Holder GREEDY = new Holder("a", "a/greedy@1");
    private static final Holder OTHER = new Holder("b", "b/other@1");

    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Lookups lookups = new Lookups(this::lookup);

    private List<InetAddress> lookup(String name) throws UnknownHostException {
        if (name.startsWith("slow")) {
            hanging.incrementAndGet();
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(name);
            }
        }
        return List.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
    }

    private boolean ask(Holder holder, String name) {
        return lookups.begin(holder, name, _ -> answered.add(name));
    }

    private int asked(Holder holder, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += ask(holder, "slow" + i) ? 1 : 0;
        }
        return taken;
    }

    @AfterEach
    void stop() {
        lookups.close();
    }

    @Test
    void namesThatNobodyAnswersKeepNobodyElseWaiting() {
        int taken = asked(GREEDY, 2 * Lookups.WAITING);
        assertThat(taken).isEqualTo((Lookups.AT_ONCE + Lookups.WAITING) / 2);
        await().until(() -> hanging.get() == Lookups.AT_ONCE / 2);
        assertThat(ask(OTHER, "quick")).isTrue();
        await().until(() -> answered.contains("quick"));
        assertThat(hanging).hasValue(Lookups.AT_ONCE / 2);
    }

    @Test
    void allWhoWereTakenAreAnswered() {
        int taken = asked(GREEDY, 200) + asked(OTHER, 200);
        assertThat(taken).isEqualTo(400);
        slow.countDown();
        await().until(() -> answered.size() == taken);
    }
}
