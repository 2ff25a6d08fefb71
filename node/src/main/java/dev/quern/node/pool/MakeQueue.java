package dev.quern.node.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads of a node that make sandboxes. Calls that wait for one come before the filling of
 * pools, and more threads than cores would only make every one of them later.
 */
public final class MakeQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MakeQueue.class);

    private final ArrayDeque<Runnable> demanded = new ArrayDeque<>();
    private final ArrayDeque<Runnable> refills = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    public MakeQueue(int parallel) {
        for (int i = 0; i < parallel; i++) {
            threads.add(Thread.ofPlatform().daemon().name("quern-make-" + i).start(this::work));
        }
    }

    /** Runs {@code job} for a call that waits. */
    synchronized void demand(Runnable job) {
        demanded.add(job);
        notify();
    }

    /** Runs {@code job} when no call waits for one. */
    synchronized void refill(Runnable job) {
        refills.add(job);
        notify();
    }

    /** Has a refill that has not begun run for a call that waits; false when there is none. */
    synchronized boolean promote(Runnable job) {
        if (!refills.remove(job)) {
            return false;
        }
        demanded.add(job);
        return true;
    }

    private void work() {
        while (true) {
            Runnable job;
            synchronized (this) {
                while (demanded.isEmpty() && refills.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (closed) {
                    return;
                }
                job = demanded.isEmpty() ? refills.remove() : demanded.remove();
            }
            try {
                job.run();
            } catch (RuntimeException e) {
                LOG.error("a sandbox's making ended unexpectedly", e);
            }
        }
    }

    /** Lets running jobs finish and drops the others; waits for the threads. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
