package dev.quern.node.http2;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one thing after the other on the threads that bring them: who comes while another is at it leaves it to that. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable broken;

    /** @param broken runs when one of them failed in an unforeseen way */
    Turns(Runnable broken) {
        this.broken = broken;
    }

    void take(Runnable turn) {
        waiting.add(turn);
        if (count.getAndIncrement() != 0) {
            return;
        }
        do {
            run(waiting.remove());
        } while (count.decrementAndGet() != 0);
    }

    private void run(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            // Of memory, mostly: whatever one exchange meets, the thread is everybody's.
            LOG.error("an exchange over HTTP/2 failed in an unforeseen way", e);
            broken.run();
        }
    }
}
