package dev.quern.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollerTest {
    @Test
    void aVanishedPeerIsReportedOnce() {
        PacketSocket[] pair = PacketSocket.pair();
        AtomicInteger bits = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        try (Watch _ = Poller.shared().onHangup(pair[0].fd().number(), b -> {
            bits.set(b);
            calls.incrementAndGet();
        })) {
            assertThat(calls).hasValue(0);
            pair[1].close();
            await().untilAtomic(calls, org.hamcrest.Matchers.is(1));
            assertThat(bits.get() & Poller.HANGUP).isNotZero();
        }
        pair[0].close();
    }

    @Test
    void aClosedWatchStaysSilentEvenWhenItsNumberIsReused() {
        AtomicInteger calls = new AtomicInteger();
        Pipe first = Pipe.open();
        int number = first.readEnd().number();
        Watch watch = Poller.shared().watch(number, Poller.READABLE, _ -> calls.incrementAndGet());
        first.close();
        try (Pipe second = Pipe.open()) {
            assertThat(second.readEnd().number()).isEqualTo(number);
            AtomicInteger own = new AtomicInteger();
            try (Watch _ = Poller.shared().watch(number, Poller.READABLE, _ -> own.incrementAndGet())) {
                watch.close();
                second.writer().writeFully(PipeTest.direct("x"));
                await().untilAtomic(own, org.hamcrest.Matchers.is(1));
            }
        }
        assertThat(calls).hasValue(0);
    }
}
