package dev.quern.manager.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads that begin claimed tasks, and run the short ones to their end: one after another on the same
 * thread, since a hand-over costs more than such a task does.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final BlockingQueue<Execution> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    Workers(int number) {
        for (int i = 0; i < number; i++) {
            threads.add(Thread.ofPlatform().daemon().name("quern-tasks-", i).start(this::run));
        }
    }

    void add(Execution execution) {
        queue.add(execution);
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run() {
        while (true) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("a task could not be begun", e);
            }
        }
    }
}
