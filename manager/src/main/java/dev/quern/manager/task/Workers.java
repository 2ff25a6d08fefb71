package dev.quern.manager.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads that begin claimed tasks, and run the short ones to their end: one after another on the same
 * thread, since a hand-over costs more than such a task does. None begins while no place is idle: then every task
 * would be handed over to a thread that waits for one, and take the next idle place from under the worker.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    /** A wake-up may go to another worker than the one that could use it. */
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final IntSupplier idlePlaces;
    private final BlockingQueue<Execution> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore wakeups = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();

    Workers(int number, IntSupplier idlePlaces) {
        this.idlePlaces = idlePlaces;
        for (int i = 0; i < number; i++) {
            threads.add(Thread.ofPlatform().daemon().name("quern-tasks-", i).start(this::run));
        }
    }

    void add(Execution execution) {
        queue.add(execution);
    }

    /** A place became idle. Takes no lock. */
    void placeIdle() {
        if (waiting.get() > wakeups.availablePermits()) {
            wakeups.release();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run() {
        while (true) {
            try {
                Execution next = queue.take();
                awaitPlace();
                next.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("a task could not be begun", e);
            }
        }
    }

    private void awaitPlace() throws InterruptedException {
        waiting.incrementAndGet();
        try {
            while (idlePlaces.getAsInt() == 0) {
                wakeups.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            waiting.decrementAndGet();
        }
    }
}
