package dev.quern.store.task;

import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes tasks in. */
public final class TaskInserts {
    private final TaskTransactions transactions;
    private final Db db;
    private final InstantSource clock;

    TaskInserts(Db db, InstantSource clock) {
        this.db = db;
        this.transactions = new TaskTransactions(db);
        this.clock = clock;
    }

    /**
     * Stores all of them in one transaction; when it returns they are durable. A repeated idempotency key
     * stores nothing for that one alone. Within an order key, and within a lane, the list's order is kept.
     *
     * <p>A few thousand at a time are as fast as any number; more only hold the locks of their order keys longer.
     *
     * @return an answer for each, in their order
     */
    public List<Submitted> submit(List<Submission> submissions) {
        return submissions.isEmpty() ? List.of() : transactions.run(c -> submit(c, submissions));
    }

    /** Forgets idempotency keys whose window is over, at most {@code limit}; returns how many. */
    public int sweepIdempotency(Instant now, int limit) {
        return db.write(c -> Sql.update(
                c,
                "DELETE FROM task_idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM task_idempotency"
                        + " WHERE until <= ? ORDER BY until LIMIT ? FOR UPDATE SKIP LOCKED))",
                now,
                limit));
    }

    private List<Submitted> submit(Connection c, List<Submission> submissions) throws SQLException {
        Map<UUID, Submitted> known = IdempotencyKeys.take(c, submissions, clock.instant());
        List<Submitted> answers = new ArrayList<>(submissions.size());
        List<Submission> fresh = new ArrayList<>(submissions.size());
        for (Submission submission : submissions) {
            Submitted answer = known.getOrDefault(submission.id(), new Submitted(submission.id(), Submitted.Kind.NEW));
            answers.add(answer);
            if (answer.kind() == Submitted.Kind.NEW) {
                fresh.add(submission);
            }
        }
        Set<OrderKey> occupied = occupied(c, fresh);
        if (!fresh.isEmpty()) {
            try (TaskCopy copy = TaskCopy.open(c)) {
                for (Submission submission : fresh) {
                    boolean held = submission.orderKey().isPresent()
                            && !occupied.add(
                                    submission.order(submission.orderKey().get()));
                    copy.add(submission, held);
                }
                copy.finish();
            }
        }
        return answers;
    }

    private static Set<OrderKey> occupied(Connection c, List<Submission> fresh) throws SQLException {
        Set<OrderKey> keys = new HashSet<>();
        for (Submission submission : fresh) {
            submission.orderKey().ifPresent(key -> keys.add(submission.order(key)));
        }
        OrderKeys.lock(c, keys);
        return new HashSet<>(OrderKeys.occupied(c, keys));
    }
}
