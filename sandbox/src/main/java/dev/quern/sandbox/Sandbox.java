package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import dev.quern.linux.NetworkEntry;
import dev.quern.linux.PacketSocket;
import dev.quern.linux.Pidfd;
import dev.quern.linux.Pipe;
import dev.quern.sandbox.cgroup.Cgroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One isolated container with init in it, and at most one run at a time.
 *
 * <p>states: READY → RUNNING → (READY | BROKEN) → CLOSING → GONE, READY → RESETTING → (READY | BROKEN).
 * BROKEN: init or the container is gone, or does not do what it should; only {@link #destroy} is left.
 * CLOSING is entered from every state but GONE, by one thread.
 */
public final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final int SIGKILL = 9;
    private static final Duration RESET_SHORT = Duration.ofMillis(2);

    private enum State {
        READY,
        RUNNING,
        RESETTING,
        BROKEN,
        CLOSING,
        GONE
    }

    private final String id;
    private final SandboxSpec spec;
    private final IdRange range;
    private final PacketSocket control;
    private final Pidfd first;
    private final Cgroup cgroup;
    private final List<ServedMount> served;
    private final Cleanup cleanup;
    private final Duration answerLimit;
    private final AtomicReference<State> state = new AtomicReference<>(State.READY);
    private final AtomicInteger runs = new AtomicInteger();
    private volatile Meter meter;
    private volatile @Nullable Run current;
    private volatile Runnable onGone = () -> {};

    Sandbox(
            String id,
            SandboxSpec spec,
            IdRange range,
            PacketSocket control,
            Pidfd first,
            Cgroup cgroup,
            List<ServedMount> served,
            Cleanup cleanup,
            Duration answerLimit) {
        this.id = id;
        this.spec = spec;
        this.range = range;
        this.control = control;
        this.first = first;
        this.cgroup = cgroup;
        this.served = served;
        this.cleanup = cleanup;
        this.answerLimit = answerLimit;
        this.meter = Meter.start(cgroup);
    }

    /** Unique among the sandboxes of this server since its start. */
    public String id() {
        return id;
    }

    public SandboxSpec spec() {
        return spec;
    }

    /**
     * Starts a command. The caller closes the run when it is done with its streams.
     *
     * @throws QuernException sandbox_failed when the sandbox has ended or is not ready
     */
    public Run run(Command command) {
        Run run = start(command);
        run.watch();
        return run;
    }

    /**
     * As {@link #run}, but nobody watches the run yet: the caller feeds it and then calls {@link
     * Run#awaitHere}, always.
     */
    public Run start(Command command) {
        require(State.READY, State.RUNNING);
        List<Pipe> pipes = new ArrayList<>();
        try (Closing ours = new Closing(pipes)) {
            for (int i = 0; i < 3; i++) {
                Pipe pipe = Pipe.open();
                pipes.add(pipe);
                // Else /dev/stdin and the like answer EACCES when a function opens them.
                pipe.readEnd().chown(range.host(spec.uid()), range.host(spec.gid()));
            }
            Packets.Go go = Packets.go(spec, command);
            Run run = new Run(this, runs.incrementAndGet(), command, pipes, meter);
            current = run;
            try {
                send(go, pipes);
            } finally {
                go.memory().ifPresent(Fd::close);
            }
            pipes.get(0).readEnd().close();
            pipes.get(1).writeEnd().close();
            pipes.get(2).writeEnd().close();
            ours.keep();
            return run;
        } catch (LinuxException e) {
            state.compareAndSet(State.RUNNING, State.BROKEN);
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox has ended", null, e);
        } catch (RuntimeException e) {
            state.compareAndSet(State.RUNNING, State.READY);
            throw e;
        }
    }

    private void send(Packets.Go go, List<Pipe> pipes) {
        List<Fd> fds = new ArrayList<>(List.of(
                pipes.get(0).readEnd(), pipes.get(1).writeEnd(), pipes.get(2).writeEnd()));
        go.memory().ifPresent(fds::add);
        control.send(go.packet(), fds);
    }

    /** Closes the pipes of a run that did not come about. */
    private static final class Closing implements AutoCloseable {
        private final List<Pipe> pipes;
        private boolean kept;

        Closing(List<Pipe> pipes) {
            this.pipes = pipes;
        }

        void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (!kept) {
                pipes.forEach(Pipe::close);
            }
        }
    }

    /**
     * Makes the sandbox fit for another run: every process killed and reaped, /tmp, /dev/shm and SysV IPC
     * empty. For after a run has ended.
     *
     * @return false when that failed; the sandbox is good for {@link #destroy} only
     */
    public boolean reset() {
        if (!state.compareAndSet(State.READY, State.RESETTING)) {
            return false;
        }
        boolean clean = false;
        try {
            control.send(Packets.reset(spec), List.of());
            // Mostly there is nothing to clean, and the answer comes at once.
            control.awaitReadableHere(RESET_SHORT);
            ByteBuffer answer = Packets.direct(64);
            int length = control.receive(answer, System.nanoTime() + answerLimit.toNanos());
            answer.flip();
            clean = length == 8 && answer.getInt() == Packets.RESET_DONE && answer.getInt() == 0;
            meter = Meter.start(cgroup);
        } catch (LinuxException | QuernException e) {
            LOG.debug("Sandbox {} cannot be reset: {}", id, e.getMessage());
            clean = false;
        } finally {
            state.compareAndSet(State.RESETTING, clean ? State.READY : State.BROKEN);
        }
        return clean && state.get() == State.READY;
    }

    /**
     * Kills everything in the sandbox, waits for its end and removes all of it. From every thread, any
     * number of times; streams of a run stay open until that is closed.
     */
    public void destroy() {
        State before = state.getAndUpdate(s -> s == State.GONE ? s : State.CLOSING);
        if (before == State.CLOSING || before == State.GONE) {
            return;
        }
        Run run = current;
        first.kill(SIGKILL);
        // Nobody in there dies while it waits for a file system.
        served.forEach(ServedMount::close);
        if (run != null) {
            first.await(System.nanoTime() + answerLimit.toNanos());
            run.lost();
            keepUsage(run);
        }
        cleanup.run(id);
        state.set(State.GONE);
        onGone.run();
    }

    private void keepUsage(Run run) {
        try {
            run.usage();
        } catch (QuernException e) {
            LOG.warn("Sandbox {}: the last run's usage is lost: {}", id, e.getMessage());
        }
    }

    void onGone(Runnable action) {
        onGone = action;
        if (state.get() == State.GONE) {
            action.run();
        }
    }

    /** A packet to init that answers nothing. */
    void signal(Run run, int signal, boolean all) {
        try {
            control.send(Packets.signal(signal, all, run.number()), List.of());
        } catch (LinuxException e) {
            LOG.debug("Sandbox {} cannot be signalled, it has ended: {}", id, e.getMessage());
        }
    }

    /** Ends the whole sandbox, for when init does not do it. */
    void killAll() {
        state.compareAndSet(State.RUNNING, State.BROKEN);
        try {
            first.kill(SIGKILL);
        } catch (LinuxException e) {
            LOG.debug("Sandbox {} has ended: {}", id, e.getMessage());
        }
    }

    /**
     * Runs {@code work} on a thread in the sandbox's network, where it makes a socket: that reaches what listens in
     * there, or is reached from there, whoever uses it afterwards.
     *
     * @throws QuernException sandbox_failed when the sandbox has ended
     */
    public <T> T inNetwork(Callable<T> work) throws IOException {
        try {
            return NetworkEntry.call(first, work);
        } catch (LinuxException e) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox has ended", null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "Interrupted in a sandbox's network", null, e);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops every process until {@link #thaw}; memory stays. Returns when all stand still. */
    public void freeze() {
        cgroup.freeze();
    }

    public void thaw() {
        cgroup.thaw();
    }

    /** In use now by all that is in the sandbox, the kernel's own share for it included. */
    public long memoryBytes() {
        return cgroup.currentMemoryBytes();
    }

    /** Processor time of all that ever ran in the sandbox. */
    public long cpuMicros() {
        return cgroup.cpuMicros();
    }

    /** What init says of the run; a packet of length 0 is none yet. */
    int receive(ByteBuffer into) {
        return control.receive(into, System.nanoTime());
    }

    /** False when {@code limit} passed, or the sandbox was destroyed, first. */
    boolean awaitPacketHere(Duration limit) {
        try {
            return control.awaitReadableHere(limit);
        } catch (LinuxException e) {
            LOG.debug("Sandbox {} cannot be asked, it has ended: {}", id, e.getMessage());
            return false;
        }
    }

    void listen(Runnable callback) {
        try {
            control.onReadable(callback);
        } catch (LinuxException e) {
            // Whoever closes the socket tells the run first that it is lost.
            LOG.debug("Sandbox {} cannot be listened to, it has ended: {}", id, e.getMessage());
        }
    }

    /** The run is over: the sandbox is READY again, or BROKEN. */
    void ended(Run run, boolean lost) {
        if (current == run) {
            state.compareAndSet(State.RUNNING, lost ? State.BROKEN : State.READY);
        }
    }

    private void require(State from, State to) {
        if (!state.compareAndSet(from, to)) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox is not ready, it is " + state);
        }
    }
}
