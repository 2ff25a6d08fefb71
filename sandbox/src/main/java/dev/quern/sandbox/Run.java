package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.LinuxException;
import dev.quern.linux.Pipe;
import dev.quern.linux.PipeReader;
import dev.quern.linux.PipeWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One command under way in a sandbox.
 *
 * <p>It ends when the function's first process ends: what that leaves behind is killed, and only then is
 * the exit known. What is in the pipes then can still be read; after it stdout and stderr end, whoever
 * may hold a copy of them.
 */
public final class Run implements AutoCloseable {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    /** How long init may take to see all processes dead after a kill. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(2);

    private final Sandbox sandbox;
    private final int number;
    private final Command command;
    private final PipeWriter stdin;
    private final PipeReader stdout;
    private final PipeReader stderr;
    private final Meter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final ByteBuffer packet = Packets.direct(64);
    private final AtomicBoolean watched = new AtomicBoolean();
    private @Nullable Usage usage;

    Run(Sandbox sandbox, int number, Command command, List<Pipe> pipes, Meter meter) {
        this.sandbox = sandbox;
        this.number = number;
        this.command = command;
        this.stdin = pipes.get(0).writer();
        this.stdout = pipes.get(1).reader();
        this.stderr = pipes.get(2).reader();
        this.meter = meter;
    }

    /** 1 for the sandbox's first run; init counts alike, so a signal never reaches a later run. */
    int number() {
        return number;
    }

    /** EPIPE once the function has closed its stdin or ended. Close it for the function to see the end. */
    public PipeWriter stdin() {
        return stdin;
    }

    public PipeReader stdout() {
        return stdout;
    }

    public PipeReader stderr() {
        return stderr;
    }

    /** Waits for the end, without a limit. */
    public Exit await() {
        try {
            return exit.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Waits on this very thread, in the kernel, for a run that {@link Sandbox#start} began; for a run so
     * short that waking a thread for each of its events would take longer than it does. What does not fit
     * into the pipes waits in the function meanwhile.
     *
     * @param limit whole milliseconds
     * @return true when it has ended; otherwise it is watched from now on
     */
    public boolean awaitHere(Duration limit) {
        if (sandbox.awaitPacketHere(limit)) {
            receive();
        }
        watch();
        return exit.isDone();
    }

    /** From now on the end is noticed when it comes; nothing more the second time. */
    public void watch() {
        if (!exit.isDone() && watched.compareAndSet(false, true)) {
            sandbox.listen(this::onPacket);
        }
    }

    /** Waits for the end; false when it did not come in time. */
    public boolean await(Duration limit) {
        try {
            exit.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Completes with the exit, never exceptionally; what depends on it must be quick. */
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    /** Sends SIGTERM to the function's first process. */
    public void terminate() {
        if (!exit.isDone()) {
            sandbox.signal(this, SIGTERM, false);
        }
    }

    /** Kills every process of the run. The exit follows, from init or, if it does not, without it. */
    public void kill() {
        if (!exit.isDone()) {
            sandbox.signal(this, SIGKILL, true);
            exit.copy().orTimeout(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
                sandbox.killAll();
                return Exit.lost();
            });
        }
    }

    /** What the run has used so far; after its end, what it used. Safe after the sandbox is destroyed. */
    public synchronized Usage usage() {
        Usage known = usage;
        if (known != null) {
            return known;
        }
        boolean over = exit.isDone();
        Usage now = meter.read();
        if (over) {
            usage = now;
        }
        return now;
    }

    /** On the poller's thread. */
    private void onPacket() {
        if (!receive()) {
            sandbox.listen(this::onPacket);
        }
    }

    /** Takes a packet from init, or its end; false when there was neither. */
    private boolean receive() {
        int length;
        try {
            length = sandbox.receive(packet.clear());
        } catch (LinuxException e) {
            length = -1;
        }
        if (length == 0) {
            return false;
        }
        packet.flip();
        if (length == 16 && packet.getInt() == Packets.STATUS) {
            end(Exit.of(command, packet.getInt(), packet.getInt(), packet.getInt()));
        } else {
            lost();
        }
        return true;
    }

    /** The sandbox has ended under the run. */
    void lost() {
        end(Exit.lost());
    }

    private void end(Exit how) {
        sandbox.ended(this, how.sandboxLost());
        stdout.endWhenEmpty();
        stderr.endWhenEmpty();
        stdin.endWhenFull();
        exit.complete(how);
    }

    private static QuernException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new QuernException(ErrorCode.UNAVAILABLE, "Interrupted while a function ran", null, e);
    }

    /** Closes the three streams; the run goes on if it has not ended. */
    @Override
    public void close() {
        stdin.close();
        stdout.close();
        stderr.close();
    }
}
