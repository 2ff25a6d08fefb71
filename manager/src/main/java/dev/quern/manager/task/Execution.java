package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.node.call.Outcome;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.TaskBody;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claimed attempt, from its claim to its end. It ends in exactly one of two ways: with an {@link Ending},
 * or given up before its function began, so that the task can be put back as if it had not been claimed.
 *
 * <p>A short one runs on the thread of {@link Workers} that took it; whatever waits, or lasts, does so on a
 * virtual thread. One of a server is a request, and all of it is on one ({@link ServerAttempt}).
 */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Claimed task;
    private final Tools tools;
    private final Cancel cancel = new Cancel();
    private volatile InHand.Stage stage = InHand.Stage.PENDING; // written under this
    private boolean taken; // by a worker, guarded by this
    private boolean ended; // guarded by this
    private @Nullable NodeCall call; // while it runs, guarded by this
    private volatile boolean atServer;
    private volatile boolean givenUp;
    private volatile boolean terminated;

    Execution(Claimed task, Tools tools) {
        this.task = task;
        this.tools = tools;
    }

    Claimed task() {
        return task;
    }

    InHand.Stage stage() {
        return stage;
    }

    /** Whether it has not begun. */
    boolean isAhead() {
        return stage == InHand.Stage.PENDING || stage == InHand.Stage.WAITING;
    }

    /** Whether its function is a server; empty when its configuration cannot be read. */
    Optional<Boolean> isOfServer() {
        try {
            return Optional.of(AttemptSpec.config(task, tools).contract().isServer());
        } catch (RuntimeException e) {
            // Whoever begins it meets this again, and can tell.
            return Optional.empty();
        }
    }

    /** Whether its task's maximum age has passed. */
    boolean isTooOld(Instant now) {
        return !now.isBefore(task.standing().expiresAt());
    }

    /** Whether it is, or was, with a server. */
    boolean isAtServer() {
        return atServer;
    }

    /** Begins one of a server, which needs no place of the node's. Returns at once. */
    void runAtServer() {
        if (take()) {
            atServer();
        }
    }

    /** On a worker's thread. */
    void run() {
        if (!take()) {
            return;
        }
        NodeCall started;
        try {
            refuseCancelled();
            CallSpec spec = AttemptSpec.of(task, tools);
            if (spec.config().contract().isServer()) {
                atServer();
                return;
            }
            Optional<NodeCall> now = TaskInput.small(task) ? tools.node().startNow(spec, cancel) : Optional.empty();
            if (now.isEmpty()) {
                move(InHand.Stage.WAITING);
                Thread.ofVirtual().name("quern-task").start(() -> runPatiently(spec));
                return;
            }
            started = now.get();
        } catch (RuntimeException e) {
            notBegun(e);
            return;
        }
        attend(started);
    }

    private void atServer() {
        atServer = true;
        move(InHand.Stage.AT_SERVER);
        Thread.ofVirtual().name("quern-task").start(this::request);
    }

    private void request() {
        ServerAttempt.Served served;
        try {
            refuseCancelled();
            served = new ServerAttempt(task, AttemptSpec.of(task, tools), cancel, tools).run(this::begunAtServer);
        } catch (RuntimeException e) {
            notBegun(e);
            return;
        }
        end(Ending.of(served.record(), served.failure(), stopped(), served.result(), served.retryAfter()));
    }

    private void begunAtServer() {
        if (isTooOld(Instant.now())) {
            // There was an instance at last, but nothing was sent to it.
            throw new QuernException(ErrorCode.UNAVAILABLE, "Its maximum age passed before the function began");
        }
        move(InHand.Stage.RUNNING);
        tools.listener().begun(this);
    }

    /** Ends the attempt from outside, wherever it stands. */
    void cancel(Cancel.Cause why) {
        cancel.fire(why);
        if (take()) {
            notBegun(letGo(why));
        }
    }

    /** Gives up an attempt whose function has not begun; does nothing to one that has. */
    void giveUp() {
        boolean untouched;
        synchronized (this) {
            if (stage == InHand.Stage.RUNNING || ended) {
                return;
            }
            givenUp = true;
            untouched = !taken;
        }
        if (untouched) {
            abandoned();
        } else {
            cancel.fire(Cancel.Cause.SHUTDOWN);
        }
    }

    /** Asks a program that runs to end by itself; a server has nothing to be asked by. */
    void terminate() {
        NodeCall running;
        synchronized (this) {
            running = call;
            terminated = true;
        }
        if (running != null) {
            running.terminate();
        }
    }

    private void runPatiently(CallSpec spec) {
        NodeCall started;
        try {
            started = tools.node().start(spec, cancel);
        } catch (RuntimeException e) {
            notBegun(e);
            return;
        }
        attend(started);
    }

    /** Feeds a call that has begun, and sees it to its end: here if that is soon, or the thread may wait. */
    private void attend(NodeCall started) {
        boolean soon = false;
        try {
            begun(started);
            started.onProgress(progress -> tools.progress().said(task, progress));
            TaskInput.feed(task, started, cancel, tools.bodies());
            if (TaskInput.small(task)) {
                soon = started.endsSoon();
            } else {
                started.attend();
            }
        } catch (RuntimeException e) {
            started.close();
            end(Ending.notBegun(task.startedAt(), e, false));
            return;
        }
        if (soon || Thread.currentThread().isVirtual()) {
            finish(started);
        } else {
            Thread.ofVirtual().name("quern-task").start(() -> finish(started));
        }
    }

    private void finish(NodeCall running) {
        Ending ending;
        try (running) {
            ending = ending(running);
        } catch (RuntimeException e) {
            LOG.error("an attempt of the task {} could not be followed to its end", task.id(), e);
            ending = Ending.notBegun(task.startedAt(), e, false);
        } finally {
            synchronized (this) {
                call = null;
            }
        }
        end(ending);
    }

    private Ending ending(NodeCall running) {
        TaskOutput output = new TaskOutput(
                new StdoutSource(running),
                BodyName.result(task.id(), task.attempt()),
                tools.bodies(),
                tools.settings().mostResult());
        TaskBody result = TaskBody.EMPTY;
        Optional<QuernException> unstored = Optional.empty();
        try {
            result = output.read();
        } catch (QuernException e) {
            unstored = Optional.of(e);
            cancel.fire(Cancel.Cause.BODY_CUT);
        }
        Outcome outcome = running.finish();
        Optional<QuernException> failure = unstored.or(outcome::failure).map(this::whenStopped);
        if (failure.isPresent()) {
            discard(output, result);
        }
        return Ending.of(outcome.record(), failure, stopped(), result);
    }

    /** A function that was asked to end because the server stops has not failed by that. */
    private QuernException whenStopped(QuernException failure) {
        return terminated && failure.code() == ErrorCode.FUNCTION_FAILED
                ? new QuernException(
                        ErrorCode.UNAVAILABLE, "The server stopped; asked to end, the function left the rest for later")
                : failure;
    }

    private boolean stopped() {
        return terminated
                || cancel.cause()
                        .filter(why -> why == Cancel.Cause.SHUTDOWN || why == Cancel.Cause.LOST_LEASE)
                        .isPresent();
    }

    private void discard(TaskOutput output, TaskBody result) {
        try {
            output.discard(result);
        } catch (IOException e) {
            LOG.warn("a result nobody wants stays until the next sweep: {}", e.getMessage());
        }
    }

    private void notBegun(RuntimeException cause) {
        QuernException known = Ending.known(cause);
        if (known.code() == ErrorCode.INTERNAL) {
            LOG.error("an attempt of the task {} could not begin", task.id(), cause);
        }
        boolean givenBack = givenUp || tools.stopping().getAsBoolean();
        if (givenBack && known.code() == ErrorCode.UNAVAILABLE) {
            abandoned();
        } else {
            end(Ending.notBegun(task.startedAt(), cause, stopped()));
        }
    }

    private void begun(NodeCall started) {
        synchronized (this) {
            call = started;
            move(InHand.Stage.RUNNING);
            if (terminated) {
                started.terminate();
            }
        }
        tools.listener().begun(this);
    }

    private void end(Ending ending) {
        if (endedNow()) {
            tools.listener().ended(this, ending);
        }
    }

    private void abandoned() {
        if (endedNow()) {
            tools.listener().abandoned(this);
        }
    }

    /** True for the first who says so. */
    private synchronized boolean endedNow() {
        if (ended) {
            return false;
        }
        ended = true;
        move(InHand.Stage.RECORDING);
        return true;
    }

    /** True for the first who takes it in hand, unless it was given up before. */
    private synchronized boolean take() {
        boolean first = !taken && !ended;
        taken = taken || first;
        return first;
    }

    private synchronized void move(InHand.Stage to) {
        tools.inHand().moved(stage, to);
        stage = to;
    }

    private void refuseCancelled() {
        if (cancel.cause().isPresent()) {
            throw letGo(cancel.cause().get());
        }
    }

    /** Why it ended before it began. */
    private static QuernException letGo(Cancel.Cause why) {
        return why == Cancel.Cause.CANCELLED
                ? new QuernException(ErrorCode.CANCELLED, "The task was cancelled")
                : new QuernException(ErrorCode.UNAVAILABLE, "The node let go of the task before it began");
    }
}
