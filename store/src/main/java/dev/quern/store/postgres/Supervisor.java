package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server running on a thread of its own, which is also the thread the server must not
 * outlive ({@link Launcher}).
 *
 * <pre>states: STARTING → RUNNING → BROKEN → STARTING …;  any → STOPPING → STOPPED;  STARTING → FAILED (first start only)</pre>
 */
final class Supervisor {
    enum State {
        STARTING,
        RUNNING,
        BROKEN,
        STOPPING,
        STOPPED,
        FAILED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int FIRST_START_ATTEMPTS = 4;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final PostgresLayout layout;
    private final Supplier<Process> launch;
    private final ServerLog log = new ServerLog();
    private final Thread thread;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch stopAsked = new CountDownLatch(1);

    private State state = State.STARTING; // guarded by this
    private long pid; // guarded by this; 0 while no server runs

    Supervisor(PostgresLayout layout, Launcher launcher, List<String> arguments) {
        this.layout = layout;
        this.launch = () -> launcher.start("postgres", arguments);
        this.thread = Thread.ofPlatform().daemon().name("postgres-supervisor").unstarted(this::run);
    }

    /** Starts the server and waits until it takes connections; recovery after a crash counts in. */
    void start(Duration limit) {
        thread.start();
        try {
            if (settled.await(limit.toMillis(), TimeUnit.MILLISECONDS) && state() == State.RUNNING) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop();
        throw new QuernException(ErrorCode.UNAVAILABLE, "PostgreSQL does not start: " + log.tail());
    }

    synchronized State state() {
        return state;
    }

    synchronized long pid() {
        return pid;
    }

    /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
    void stop() {
        synchronized (this) {
            if (state != State.FAILED) {
                state = State.STOPPING;
            }
        }
        log.stopping();
        stopAsked.countDown();
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            long running = pid();
            if (running != 0) {
                Signals.send(running, signal);
            }
            if (joined()) {
                return;
            }
        }
    }

    private boolean joined() {
        try {
            return thread.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void run() {
        int failures = 0;
        boolean everReady = false;
        while (true) {
            Process process = launchUnlessStopping();
            if (process == null) {
                break;
            }
            if (becomesReady(process)) {
                failures = 0;
                everReady = true;
                settled.countDown();
            }
            int exit = awaitEnd(process);
            if (!ended(exit)) {
                break;
            }
            failures++;
            if (!everReady && failures == FIRST_START_ATTEMPTS) {
                finish(State.FAILED);
                return;
            }
            backOff(failures);
        }
        finish(State.STOPPED);
    }

    private synchronized @Nullable Process launchUnlessStopping() {
        if (state == State.STOPPING) {
            return null;
        }
        state = State.STARTING;
        Process process = launch.get();
        pid = process.pid();
        log.follow(process);
        return process;
    }

    /** The server itself writes its status into line 8 of its pid file, as pg_ctl reads it (miscinit.c). */
    private boolean becomesReady(Process process) {
        while (process.isAlive()) {
            try {
                List<String> lines = Files.readAllLines(layout.pidFile());
                if (lines.size() >= 8
                        && lines.getFirst().strip().equals(Long.toString(process.pid()))
                        && lines.get(7).strip().equals("ready")) {
                    return running();
                }
            } catch (IOException e) {
                LOG.trace("No pid file yet", e);
            }
            Signals.pause(Duration.ofMillis(4));
        }
        return false;
    }

    private synchronized boolean running() {
        if (state == State.STARTING) {
            state = State.RUNNING;
        }
        return true;
    }

    private static int awaitEnd(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                LOG.trace("Nobody interrupts the supervisor", e);
            }
        }
    }

    /** Whether the server should be started again. */
    private synchronized boolean ended(int exit) {
        pid = 0;
        if (state == State.STOPPING) {
            return false;
        }
        state = State.BROKEN;
        LOG.warn("PostgreSQL ended with status {} and is started again", exit);
        return true;
    }

    private void backOff(int failures) {
        long millis = Math.min(LONGEST_BACKOFF.toMillis(), 50L << Math.min(failures, 10));
        try {
            boolean stopping = stopAsked.await(millis, TimeUnit.MILLISECONDS);
            LOG.debug("Starting PostgreSQL again, stopping: {}", stopping);
        } catch (InterruptedException e) {
            LOG.trace("Nobody interrupts the supervisor", e);
        }
    }

    private synchronized void finish(State last) {
        state = last;
        settled.countDown();
    }
}
