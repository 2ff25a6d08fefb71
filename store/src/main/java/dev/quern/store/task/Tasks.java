package dev.quern.store.task;

import dev.quern.store.sql.ChannelNotifier;
import dev.quern.store.sql.Db;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Durable tasks, by verb. docs/decisions/013-durable-tasks.md says how they are kept; each verb's class says
 * what it may race with.
 */
public final class Tasks implements AutoCloseable {
    static final String CHANNEL = "quern_tasks";

    final Db db;
    private final ChannelNotifier notifier;
    private final TaskInserts inserts;
    private final TaskClaims claims;
    private final TaskOutcomes outcomes;
    private final TaskCancels cancels;
    private final TaskRunners runners;
    private final TaskRetries retries;
    private final TaskReads reads;
    private final TaskProgress progress;
    private final TaskCallbacks callbacks;
    private final TaskPolicies policies;
    private final TaskPartitions partitions;

    public Tasks(Db db, InstantSource clock) {
        this.db = db;
        this.notifier = new ChannelNotifier(db, CHANNEL);
        this.partitions = new TaskPartitions(db, clock);
        this.inserts = new TaskInserts(db, clock);
        this.claims = new TaskClaims(db, clock);
        this.outcomes = new TaskOutcomes(db, partitions, clock);
        this.cancels = new TaskCancels(db, partitions, clock);
        this.runners = new TaskRunners(db, outcomes, clock);
        this.retries = new TaskRetries(db, clock);
        this.reads = new TaskReads(db);
        this.progress = new TaskProgress(db);
        this.callbacks = new TaskCallbacks(db);
        this.policies = new TaskPolicies(db);
    }

    public TaskInserts inserts() {
        return inserts;
    }

    public TaskClaims claims() {
        return claims;
    }

    public TaskOutcomes outcomes() {
        return outcomes;
    }

    public TaskCancels cancels() {
        return cancels;
    }

    public TaskRunners runners() {
        return runners;
    }

    public TaskRetries retries() {
        return retries;
    }

    public TaskReads reads() {
        return reads;
    }

    public TaskProgress progress() {
        return progress;
    }

    public TaskCallbacks callbacks() {
        return callbacks;
    }

    public TaskPolicies policies() {
        return policies;
    }

    public TaskPartitions partitions() {
        return partitions;
    }

    /** Wakes the listeners of other processes, after the commit they are to see; returns at once. */
    public void tell(TaskSignal signal) {
        notifier.tell(signal.name().toLowerCase(Locale.ROOT));
    }

    /** {@link #tell} of something to claim. */
    public void notifyQueued() {
        tell(TaskSignal.QUEUED);
    }

    /** Waits until what was handed over is told. */
    @Override
    public void close() {
        notifier.close();
    }
}
