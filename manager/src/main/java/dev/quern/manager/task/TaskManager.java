package dev.quern.manager.task;

import dev.quern.core.task.TaskState;
import dev.quern.manager.callback.CallbackSender;
import dev.quern.node.Node;
import dev.quern.node.TaskRoom;
import dev.quern.node.call.Cancel;
import dev.quern.store.Store;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskSignal;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs durable tasks on this process's node: claims them, executes them, and brings each to its outcome.
 * docs/decisions/013-durable-tasks.md says what is promised and by what.
 *
 * <p>states: RUNNING → DRAINED → CLOSED
 */
public final class TaskManager implements TaskSignals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskManager.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    /** For attempts that were just killed to be recorded. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(15);

    private final TaskSettings settings;
    private final TaskEvents events;
    private final Prefetch prefetch;
    private final Prefetch serverPrefetch;
    private final ServerLanes serverLanes;
    private final InHand inHand = new InHand();
    private final Workers workers;
    private final Tools tools;
    /** Opened in order, closed in reverse, but for what {@link #drain} closes first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Hints hints;
    private final Settling settling;
    private final Session session;
    private final CancelWatch cancels;
    private final DueWatch due;
    private final CallbackSender callbacks;
    private final Dispatcher dispatcher;
    private volatile Runnable moreWork = () -> {};
    private volatile boolean stopping;
    private boolean drained; // guarded by this

    private TaskManager(
            Store store,
            Node node,
            TaskBodies bodies,
            VersionSource versions,
            String nodeName,
            TaskSettings settings,
            TaskEvents events) {
        Tasks tasks = store.tasks();
        this.settings = settings;
        this.events = events;
        this.prefetch = new Prefetch(settings.prefetch(), System::nanoTime);
        this.serverPrefetch = new Prefetch(settings.prefetch(), System::nanoTime);
        this.serverLanes = new ServerLanes(
                serverPrefetch,
                () -> AtServers.of(inHand, settings.inHand() / 2),
                node::roomForTasks,
                System::nanoTime);
        // First, since it needs the store to answer.
        this.session = open(new Session(tasks.runners(), nodeName, settings, inHand, () -> moreWork.run()));
        ProgressKeeper progress = open(new ProgressKeeper(tasks.progress(), events));
        this.hints = open(new Hints(tasks));
        this.callbacks =
                open(new CallbackSender(tasks, store.callbackSecrets(), settings.callbacks(), InstantSource.system()));
        open(new Upkeep(tasks, bodies, InstantSource.system()));
        Judge judge = new Judge(
                new Remembered<>(tasks.policies()::get, REMEMBERED, InstantSource.system()),
                new RetryBudget(InstantSource.system()),
                RandomGenerator.getDefault());
        Happenings happenings = new Happenings(progress);
        this.settling = open(new Settling(tasks, judge, inHand, happenings));
        this.workers = open(new Workers(node.places(), node::idlePlaces));
        this.tools = new Tools(
                node,
                bodies,
                new Remembered<>(
                        key -> versions.find(key.function(), key.number()), REMEMBERED, InstantSource.system()),
                progress,
                settings,
                inHand,
                () -> stopping,
                happenings);
        this.cancels = open(new CancelWatch(tasks.cancels(), session, inHand, settings.poll()));
        this.due = open(new DueWatch(tasks, settings.poll(), () -> moreWork.run()));
        ServerWaits waits =
                new ServerWaits(inHand, function -> node.roomForTasks(function).ahead() == TaskRoom.Ahead.NONE);
        this.dispatcher =
                new Dispatcher(tasks, node, session, inHand, settings, prefetch, serverLanes, waits, this::begin);
        moreWork = dispatcher::queued;
        open(store.listenTasks(this::hear));
        node.onIdlePlace(() -> {
            workers.placeIdle();
            dispatcher.roomier();
        });
        dispatcher.start();
    }

    /**
     * Starts running tasks; closed before the node and the store.
     *
     * @param nodeName unique to the data directory: at the start runners of that name are taken for dead
     * @param events told of what happens here
     */
    public static TaskManager start(
            Store store,
            Node node,
            TaskBodies bodies,
            VersionSource versions,
            String nodeName,
            TaskSettings settings,
            TaskEvents events) {
        return new TaskManager(store, node, bodies, versions, nodeName, settings, events);
    }

    @Override
    public void queued() {
        dispatcher.queued();
        due.changed();
        hints.happened(TaskSignal.QUEUED);
    }

    @Override
    public void cancelRequested() {
        cancels.requested();
        hints.happened(TaskSignal.CANCEL);
    }

    /** Attempts claimed and not yet recorded. */
    public int inHand() {
        return inHand.size();
    }

    /**
     * Claims nothing more and puts back what has not begun; lets the rest finish within {@code grace}, then asks
     * it to end (SIGTERM), and after the checkpoint window kills it and hands it back. When it returns, every
     * outcome is durable unless the store is away.
     */
    public synchronized void drain(Duration grace) {
        if (drained) {
            return;
        }
        drained = true;
        stopping = true;
        dispatcher.close();
        inHand.all().forEach(Execution::giveUp);
        try {
            if (!inHand.awaitEmpty(grace)) {
                LOG.warn("{} tasks still run after the grace time and are asked to end", inHand.size());
                inHand.all().forEach(Execution::terminate);
                if (!inHand.awaitEmpty(settings.checkpoint())) {
                    LOG.warn("{} tasks did not end and are killed and queued again", inHand.size());
                    inHand.all().forEach(execution -> execution.cancel(Cancel.Cause.SHUTDOWN));
                    inHand.awaitEmpty(LAST_WAIT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drains without grace, if nobody has, and ends the session. */
    @Override
    public void close() {
        drain(Duration.ZERO);
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the task manager did not close cleanly", e);
            }
        }
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    private void begin(Claimed task) {
        Execution execution = new Execution(task, tools);
        inHand.add(execution);
        Optional<Boolean> server = execution.isOfServer();
        task.function().ifPresent(function -> serverLanes.learn(function, server));
        if (server.orElse(false)) {
            execution.runAtServer();
        } else {
            workers.add(execution);
        }
    }

    private void hear(Set<TaskSignal> signals) {
        if (signals.contains(TaskSignal.QUEUED)) {
            dispatcher.queued();
            due.changed();
        }
        if (signals.contains(TaskSignal.CANCEL)) {
            cancels.requested();
        }
    }

    private void publish(Claimed task, TaskState state) {
        events.publish(new TaskEvent(task.id(), task.function(), state, task.attempt(), Optional.empty()));
    }

    /** What follows from an execution's steps. */
    private final class Happenings implements Tools.Listener, Settling.Listener {
        private final ProgressKeeper progress;

        Happenings(ProgressKeeper progress) {
            this.progress = progress;
        }

        @Override
        public void begun(Execution execution) {
            publish(execution.task(), TaskState.RUNNING);
            if (execution.isAtServer()) {
                serverPrefetch.begun();
                dispatcher.roomierAtServer();
            } else {
                prefetch.begun();
                dispatcher.roomier();
            }
        }

        @Override
        public void abandoned(Execution execution) {
            settling.abandoned(execution);
        }

        @Override
        public void ended(Execution execution, Ending ending) {
            try {
                progress.settle(execution.task());
            } catch (RuntimeException e) {
                LOG.warn("the last progress of a task is not kept: {}", e.getMessage());
            }
            settling.ended(execution, ending);
        }

        @Override
        public void settled(Claimed task, TaskState state) {
            publish(task, state);
            if (state.ended()) {
                hints.happened(TaskSignal.ENDED);
                callbacks.wake();
            } else {
                due.changed();
            }
            if (!state.ended() || task.orderKey().isPresent()) {
                dispatcher.queued();
            }
        }

        @Override
        public void returned(Claimed task) {
            publish(task, TaskState.QUEUED);
        }

        @Override
        public void left() {
            dispatcher.roomier();
            dispatcher.roomierAtServer();
        }
    }
}
