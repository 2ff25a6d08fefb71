package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.GroupLimits;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.Outcome;
import dev.quern.store.task.Runner;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings ended attempts to their outcome, and puts back those that were given up. An attempt stays in hand, and
 * so counts against what may be claimed, until its outcome is durable: while the store is away memory does not
 * grow and nothing is forgotten.
 */
final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    /** Attempts that are in hand at most are bounded elsewhere; this only must not be less. */
    private static final int WAITING = 1 << 16;

    private static final GroupLimits LIMITS = new GroupLimits(WAITING, Long.MAX_VALUE / 2, 256, 8 << 20);
    private static final Executor SOON = CompletableFuture.delayedExecutor(
            1, TimeUnit.SECONDS, task -> Thread.ofVirtual().start(task));
    /** An outcome the store refuses this often is replaced by one it cannot. */
    private static final int TRIES = 3;

    private final Judge judge;
    private final InHand inHand;
    private final Listener listener;
    private final Recorder<Outcome, Boolean> outcomes;
    private final Recorder<Claimed, Boolean> returns;

    /** Hears of what is durable; must not block. */
    interface Listener {
        /** @param state what became of the task, as far as this process knows */
        void settled(Claimed task, TaskState state);

        void returned(Claimed task);

        /** Fewer are in hand than before. */
        void left();
    }

    Settling(Tasks tasks, Judge judge, InHand inHand, Listener listener) {
        this.judge = judge;
        this.inHand = inHand;
        this.listener = listener;
        this.outcomes = new Recorder<>(
                "task-outcomes", LIMITS, outcome -> 512 + outcome.result().size(), tasks.outcomes()::record);
        this.returns = new Recorder<>("task-returns", LIMITS, task -> 1, batch -> putBack(tasks, batch));
    }

    void ended(Execution execution, Ending ending) {
        Outcome outcome;
        try {
            outcome = judge.outcome(execution.task(), ending);
        } catch (RuntimeException e) {
            LOG.warn("a task's outcome waits for the store: {}", e.getMessage());
            later(execution, () -> ended(execution, ending));
            return;
        }
        commit(execution, outcome, 1);
    }

    void abandoned(Execution execution) {
        if (execution.isTooOld(Instant.now())) {
            // Put back, it might be claimed again before the store looks for what is too old, and so on.
            commit(execution, tooOld(execution.task()), 1);
            return;
        }
        submit(execution, returns, execution.task(), (back, failure) -> {
            if (failure != null) {
                later(execution, () -> abandoned(execution));
            } else if (back) {
                leave(execution);
                listener.returned(execution.task());
            } else {
                // To be cancelled, or another runner's by now.
                QuernException cancelled = new QuernException(ErrorCode.CANCELLED, "The task was cancelled");
                ended(execution, Ending.notBegun(execution.task().startedAt(), cancelled, false));
            }
        });
    }

    @Override
    public void close() {
        returns.close();
        outcomes.close();
    }

    private <T, R> void submit(
            Execution execution, Recorder<T, R> recorder, T item, BiConsumer<R, @Nullable Throwable> then) {
        try {
            recorder.submit(item).whenComplete(then);
        } catch (QuernException e) {
            later(execution, () -> submit(execution, recorder, item, then));
        }
    }

    private void commit(Execution execution, Outcome outcome, int attempt) {
        submit(execution, outcomes, outcome, (counts, failure) -> {
            if (failure == null) {
                leave(execution);
                settled(execution.task(), outcome, counts);
            } else {
                LOG.error("the outcome of the task {} was refused", outcome.task(), failure);
                Outcome next = attempt < TRIES ? outcome : replacement(execution.task(), outcome);
                later(execution, () -> commit(execution, next, attempt + 1));
            }
        });
    }

    private void settled(Claimed task, Outcome outcome, boolean counts) {
        if (counts) {
            listener.settled(task, state(outcome));
        } else {
            LOG.info("attempt {} of the task {} ended after it was handed back", task.attempt(), task.id());
        }
    }

    private void later(Execution execution, Runnable work) {
        if (outcomes.isClosed()) {
            // Whoever starts on this node's data next hands it back.
            leave(execution);
        } else {
            SOON.execute(work);
        }
    }

    private void leave(Execution execution) {
        inHand.remove(execution, InHand.Stage.RECORDING);
        listener.left();
    }

    private static List<Boolean> putBack(Tasks tasks, List<Claimed> batch) {
        Map<Runner, Map<UUID, Integer>> byRunner = new HashMap<>();
        for (Claimed task : batch) {
            byRunner.computeIfAbsent(task.runner(), runner -> new HashMap<>()).put(task.id(), task.attempt());
        }
        Map<Runner, Set<UUID>> back = new HashMap<>();
        byRunner.forEach((runner, attempts) -> back.put(runner, tasks.claims().release(runner, attempts)));
        return batch.stream()
                .map(task -> back.getOrDefault(task.runner(), Set.of()).contains(task.id()))
                .toList();
    }

    private static Outcome tooOld(Claimed task) {
        Attempt attempt = new Attempt(
                task.attempt(),
                task.runner().node(),
                task.startedAt(),
                Sql.now(),
                OptionalInt.empty(),
                Optional.of(ErrorCode.DEADLINE_EXCEEDED.wire()),
                Optional.of("Its maximum age passed before the function began"),
                true);
        return new Outcome(task.id(), task.runner().id(), attempt, new Verdict.Expire(), TaskBody.EMPTY, Usage.NONE);
    }

    private static Outcome replacement(Claimed task, Outcome refused) {
        Attempt attempt = new Attempt(
                task.attempt(),
                task.runner().node(),
                refused.attempt().startedAt(),
                refused.attempt().endedAt(),
                refused.attempt().exitCode(),
                Optional.of(ErrorCode.INTERNAL.wire()),
                Optional.of("The outcome could not be stored"),
                true);
        return new Outcome(
                refused.task(),
                refused.runner(),
                attempt,
                new Verdict.HandBack(Duration.ofMinutes(1)),
                TaskBody.EMPTY,
                refused.usage());
    }

    private static TaskState state(Outcome outcome) {
        boolean cancelled = outcome.attempt().error().equals(Optional.of(ErrorCode.CANCELLED.wire()));
        return switch (outcome.verdict()) {
            case Verdict.Succeed _ -> TaskState.SUCCEEDED;
            case Verdict.Fail _ -> cancelled ? TaskState.CANCELLED : TaskState.FAILED;
            case Verdict.Dead _ -> TaskState.DEAD;
            case Verdict.Expire _ -> TaskState.EXPIRED;
            case Verdict.Retry _ -> TaskState.RETRYING;
            case Verdict.HandBack(Duration after) -> after.isZero() ? TaskState.QUEUED : TaskState.RETRYING;
        };
    }
}
