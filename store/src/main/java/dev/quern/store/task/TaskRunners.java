package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Runners and their leases, by the database's clock. A runner that is removed loses its tasks to the queue;
 * what it still says of them counts until they are handed back, and not after.
 */
public final class TaskRunners {
    private static final int BATCH = 500;

    private final Db db;
    private final TaskTransactions transactions;
    private final TaskOutcomes outcomes;
    private final InstantSource clock;

    TaskRunners(Db db, TaskOutcomes outcomes, InstantSource clock) {
        this.db = db;
        this.transactions = new TaskTransactions(db);
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** A new runner on this node. */
    public Runner register(String node, Duration lease) {
        Runner runner = new Runner(UUID.randomUUID(), node);
        db.write(c -> Sql.update(
                c,
                "INSERT INTO task_runners (id, node, steady_since, lease_until)"
                        + " VALUES (?, ?, clock_timestamp(), clock_timestamp() + ?::interval)",
                runner.id(),
                node,
                lease.toString()));
        return runner;
    }

    /** Renews the lease, also one that ran out; false when the runner was removed. */
    public boolean renew(Runner runner, Duration lease) {
        return 1
                == db.write(c -> Sql.update(
                        c,
                        "UPDATE task_runners SET lease_until = clock_timestamp() + ?::interval, steady_since ="
                                + " CASE WHEN lease_until < clock_timestamp() THEN clock_timestamp()"
                                + " ELSE steady_since END WHERE id = ?",
                        lease.toString(),
                        runner.id()));
    }

    /** Removes a runner that ends and hands back what it still has; returns how many tasks. */
    public int remove(Runner runner) {
        db.write(c -> Sql.update(c, "DELETE FROM task_runners WHERE id = ?", runner.id()));
        return handBack("The node stopped");
    }

    /** Removes the other runners of the same node, which cannot live any more, and hands back what they had. */
    public int adopt(Runner self) {
        db.write(c -> Sql.update(c, "DELETE FROM task_runners WHERE node = ? AND id <> ?", self.node(), self.id()));
        return handBack("The server was restarted");
    }

    /**
     * Removes runners whose lease ran out and hands back what they had, if {@code self} itself has renewed
     * without a gap for a whole lease: after the database was away everybody has had a chance to renew first.
     *
     * @return how many tasks were handed back
     */
    public int reap(Runner self, Duration lease) {
        boolean steady = db.write(c -> {
            if (!Sql.exists(
                    c,
                    "SELECT 1 FROM task_runners WHERE id = ? AND lease_until >= clock_timestamp()"
                            + " AND steady_since <= clock_timestamp() - ?::interval",
                    self.id(),
                    lease.toString())) {
                return false;
            }
            Sql.update(c, "DELETE FROM task_runners WHERE lease_until < clock_timestamp()");
            return true;
        });
        return steady ? handBack("The node was lost") : 0;
    }

    /**
     * Hands back the running tasks of runners that are not there: also what somebody left who was killed
     * between removing a runner and this.
     */
    private int handBack(String why) {
        int all = 0;
        for (List<Outcome> orphans = orphans(why); !orphans.isEmpty(); orphans = orphans(why)) {
            all += Math.toIntExact(
                    outcomes.record(orphans).stream().filter(counts -> counts).count());
        }
        return all;
    }

    private List<Outcome> orphans(String why) {
        Instant now = clock.instant();
        return transactions.run(c -> Sql.list(
                c,
                row -> orphan(row, now, why),
                "SELECT id, runner, attempt, node, started_at FROM tasks t WHERE state = 2 AND NOT EXISTS"
                        + " (SELECT 1 FROM task_runners r WHERE r.id = t.runner) LIMIT ?",
                BATCH));
    }

    private static Outcome orphan(ResultSet row, Instant now, String why) throws SQLException {
        Attempt attempt = new Attempt(
                row.getInt("attempt"),
                row.getString("node"),
                Sql.instant(row, "started_at"),
                now,
                OptionalInt.empty(),
                Optional.of(ErrorCode.UNAVAILABLE.wire()),
                Optional.of(why),
                true);
        return new Outcome(
                row.getObject("id", UUID.class),
                row.getObject("runner", UUID.class),
                attempt,
                new Verdict.HandBack(Duration.ZERO),
                TaskBody.EMPTY,
                Usage.NONE);
    }
}
