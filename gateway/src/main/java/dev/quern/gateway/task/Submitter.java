package dev.quern.gateway.task;

import dev.quern.manager.task.TaskSignals;
import dev.quern.store.sql.GroupCommit;
import dev.quern.store.sql.GroupLimits;
import dev.quern.store.task.Submission;
import dev.quern.store.task.Submitted;
import dev.quern.store.task.TaskInserts;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Stores single submissions, those that come meanwhile together, and says of each when it is durable. */
final class Submitter implements AutoCloseable {
    private static final GroupLimits LIMITS = new GroupLimits(20_000, 256L << 20, 1_000, 8L << 20);
    /** What a row weighs besides its input. */
    private static final int ROW = 500;

    private final GroupCommit<Submission, Submitted> commits;
    /** Answers are written here, so that the next transaction does not wait for sockets. */
    private final ExecutorService answers = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("task-answers").factory());

    Submitter(TaskInserts inserts, TaskSignals signals) {
        commits = new GroupCommit<>("tasks", LIMITS, Submitter::weight, submissions -> {
            List<Submitted> submitted = inserts.submit(submissions);
            signals.queued();
            return submitted;
        });
    }

    /**
     * Returns at once; one of the two is called after the commit, on a thread that must not be held up.
     *
     * @throws dev.quern.core.error.QuernException too_many_requests, unavailable
     */
    void submit(Submission submission, Consumer<Submitted> stored, Consumer<Throwable> failed) {
        commits.submit(submission)
                .whenCompleteAsync(
                        (submitted, e) -> {
                            if (e == null) {
                                stored.accept(submitted);
                            } else {
                                failed.accept(
                                        e instanceof CompletionException c && c.getCause() != null ? c.getCause() : e);
                            }
                        },
                        answers);
    }

    /** Returns when everything handed in is stored and answered. */
    @Override
    public void close() {
        commits.close();
        answers.close();
    }

    private static long weight(Submission submission) {
        long arguments = 0;
        for (String argument : submission.arguments()) {
            arguments += argument.length();
        }
        return ROW
                + arguments
                + submission.input().bytes().map(bytes -> bytes.length).orElse(0);
    }
}
