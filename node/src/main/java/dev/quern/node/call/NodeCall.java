package dev.quern.node.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.Progress;
import dev.quern.linux.Buffers;
import dev.quern.linux.LinuxException;
import dev.quern.linux.PipeReader;
import dev.quern.linux.PipeWriter;
import dev.quern.node.admission.Place;
import dev.quern.node.log.CallLog;
import dev.quern.sandbox.Exit;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Usage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call whose function runs. The caller feeds {@link #stdin}, reads {@link #stdout} to its end, then
 * asks {@link #finish} how it ended, and closes it, which gives place and sandbox back.
 *
 * <p>states: RUNNING → FINISHED → CLOSED
 */
public final class NodeCall implements AutoCloseable {
    private static final Buffers STDERR_BUFFERS = new Buffers(8 << 10, 64);
    private static final Duration STDERR_END = Duration.ofMillis(500);
    /** Longer than a small function takes on a busy machine, shorter than anybody notices. */
    private static final Duration SHORT = Duration.ofMillis(4);

    /** Nobody else waits for the thread of a task while its place is taken. */
    private static final Duration SHORT_TASK = Duration.ofMillis(25);

    private static final Semaphore SHORT_WAITS =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private final CallSpec spec;
    private final Timing timing;
    private final Run run;
    private final Place place;
    private final Cancel cancel;
    private final CallLog log;
    private final Endings endings;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private @Nullable Thread stderr;
    private @Nullable ProgressLines progress;
    private boolean finished;

    /** What went before the run: waiting and making, in microseconds. */
    record Timing(long queueMicros, long sandboxMicros, boolean pooled) {}

    /** What the node does when a call is over. */
    interface Endings {
        /** The function runs and may go on doing so; the record says what is known of it. */
        void attended(CallRecord record);

        /** The record is complete. */
        void finished(CallRecord record);

        /** The sandbox may be cleaned or destroyed; {@code clean} when its function ended by itself. */
        void released(boolean clean);
    }

    NodeCall(CallSpec spec, Timing timing, Run run, Place place, Cancel cancel, CallLog log, Endings endings) {
        this.spec = spec;
        this.timing = timing;
        this.run = run;
        this.place = place;
        this.cancel = cancel;
        this.log = log;
        this.endings = endings;
    }

    /**
     * Waits on this very thread for a function that ends within {@link #SHORT}, an attempt of a task within {@link
     * #SHORT_TASK}: for one that does, the
     * hand-overs to watch it would take longer than it does. Blocks a virtual thread's carrier, so only
     * {@link #SHORT_WAITS} at a time do.
     *
     * @return true when it has ended; otherwise the call is attended from now on
     */
    public boolean endsSoon() {
        boolean ended = false;
        if (spec.task().isPresent() && !Thread.currentThread().isVirtual()) {
            // Whoever runs tasks has as many threads of its own as may do so.
            ended = run.awaitHere(SHORT_TASK);
        } else if (SHORT_WAITS.tryAcquire()) {
            try {
                ended = run.awaitHere(SHORT);
            } finally {
                SHORT_WAITS.release();
            }
        }
        if (!ended) {
            attend();
        }
        return ended;
    }

    /** Watches over the call until it ends. */
    public void attend() {
        run.watch();
        endings.attended(record(CallState.RUNNING, OptionalInt.empty(), Optional.empty(), 0, new Usage(0, 0, 0)));
        stderr = Thread.ofVirtual().start(this::capture);
    }

    public CallSpec spec() {
        return spec;
    }

    public PipeWriter stdin() {
        return run.stdin();
    }

    public PipeReader stdout() {
        return run.stdout();
    }

    /** Paused while the call waits for its client. */
    public Place place() {
        return place;
    }

    public long queueMicros() {
        return timing.queueMicros();
    }

    public long sandboxMicros() {
        return timing.sandboxMicros();
    }

    /** Hears of the function's progress lines, on the thread that reads stderr; before the call is watched. */
    public void onProgress(Consumer<Progress> listener) {
        progress = new ProgressLines(listener);
    }

    /** Asks the function to end by itself: SIGTERM. */
    public void terminate() {
        run.terminate();
    }

    /** Counts for the record. */
    public void countIn(long bytes) {
        bytesIn.addAndGet(bytes);
    }

    public void countOut(long bytes) {
        bytesOut.addAndGet(bytes);
    }

    /** Waits for the function's exit, reads what it used, and leaves the record. Called once, after stdout ended. */
    public Outcome finish() {
        Exit exit = run.await();
        awaitStderr();
        Usage usage = run.usage();
        long runMicros = (System.nanoTime() - startedNanos) / 1000;
        Optional<QuernException> failure = failure(exit, usage);
        OptionalInt exitCode = exit.startFailure().isEmpty() ? OptionalInt.of(exit.code()) : OptionalInt.empty();
        CallRecord record = record(CallState.of(failure), exitCode, failure, runMicros, usage);
        endings.finished(record);
        finished = true;
        return new Outcome(record, failure);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (!finished) {
            run.watch();
            // Closing stdin under a running function would look like the end of its input.
            run.kill();
            run.await();
        }
        cancel.onFire(() -> {});
        run.close();
        log.close();
        place.close();
        endings.released(cancel.cause().isEmpty());
    }

    private CallRecord record(
            CallState state, OptionalInt exitCode, Optional<QuernException> failure, long runMicros, Usage usage) {
        return new CallRecord(
                spec.id(),
                spec.namespace(),
                spec.function(),
                spec.version(),
                spec.imageDigest(),
                spec.keyId(),
                "local",
                state,
                exitCode,
                failure.map(f -> f.code().wire()),
                failure.map(QuernException::text),
                failure.isPresent() ? Optional.of(log.tail()).filter(t -> !t.isEmpty()) : Optional.empty(),
                spec.receivedAt(),
                timing.queueMicros(),
                timing.sandboxMicros(),
                runMicros,
                usage.cpuMicros(),
                usage.peakMemoryBytes(),
                bytesIn.get(),
                bytesOut.get(),
                timing.pooled(),
                1);
    }

    private void capture() {
        ByteBuffer buffer = STDERR_BUFFERS.take();
        try {
            ProgressLines lines = progress;
            while (run.stderr().read(buffer.clear()) >= 0) {
                buffer.flip();
                if (lines != null) {
                    lines.feed(buffer);
                }
                log.append(buffer);
            }
            if (lines != null) {
                lines.end();
            }
        } catch (LinuxException e) {
            // The sandbox was destroyed under a reader: what there was has been read.
            return;
        } finally {
            STDERR_BUFFERS.giveBack(buffer);
        }
    }

    private void awaitStderr() {
        Thread reader = stderr;
        if (reader == null) {
            // All that will ever be there is in the pipe.
            capture();
            return;
        }
        try {
            if (!reader.join(STDERR_END)) {
                run.kill();
                reader.join(STDERR_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<QuernException> failure(Exit exit, Usage usage) {
        Optional<QuernException> cancelled = cancel.cause().map(cause -> cause.failureUnderWay(spec));
        if (cancelled.isPresent()) {
            return cancelled;
        }
        if (exit.startFailure().isPresent()) {
            return exit.startFailure();
        }
        if (usage.oomKills() > 0) {
            return Optional.of(new QuernException(
                    ErrorCode.OUT_OF_MEMORY,
                    "The function ran out of memory: its limit is "
                            + spec.config().memory().toHuman(),
                    "Deploy it with a larger --memory."));
        }
        if (exit.sandboxLost()) {
            return Optional.of(new QuernException(
                    ErrorCode.SANDBOX_FAILED, "The sandbox ended under the function", "Call it again."));
        }
        if (exit.code() != 0) {
            String how = exit.signal() > 0 ? "was ended by signal " + exit.signal() : "exited with " + exit.code();
            return Optional.of(new QuernException(
                    ErrorCode.FUNCTION_FAILED,
                    "The function " + how,
                    "Its standard error is at /v1/calls/" + spec.id() + "/logs: quern logs " + spec.id()));
        }
        return Optional.empty();
    }
}
