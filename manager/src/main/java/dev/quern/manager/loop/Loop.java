package dev.quern.manager.loop;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing done again and again on a thread of its own, which waits for the database and so is a platform
 * thread. A step that fails is done again after a second.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(40);

    private final String name;
    private final Duration least;
    private final Supplier<Duration> step;
    private final Wakeup wakeup = new Wakeup();
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    /**
     * Begins with {@link #start}.
     *
     * @param least from one step to the next, however often it is woken
     * @param step returns after what time it is wanted again if nobody wakes it
     */
    public Loop(String name, Duration least, Supplier<Duration> step) {
        this.name = name;
        this.least = least;
        this.step = step;
        this.thread = Thread.ofPlatform().daemon().name("quern-" + name).unstarted(this::run);
    }

    public Loop start() {
        thread.start();
        return this;
    }

    public void wake() {
        wakeup.wake();
    }

    /** Returns once a step that is under way has ended. */
    @Override
    public void close() {
        closed = true;
        wakeup.wake();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(END)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Duration next = attempt();
                if (!closed && !least.isZero()) {
                    Thread.sleep(least);
                }
                if (!closed && wakeup.await(next)) {
                    LOG.trace("{} was woken", name);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration attempt() {
        try {
            Duration next = step.get();
            failing = false;
            return next;
        } catch (QuernException e) {
            boolean away = e.code() == ErrorCode.UNAVAILABLE;
            if (!away) {
                LOG.error("{} failed and is tried again", name, e);
            } else if (!failing) {
                LOG.warn("{} waits for the store: {}", name, e.text());
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.error("{} failed and is tried again", name, e);
        }
        return AFTER_FAILURE;
    }
}
