package dev.quern.manager.task;

/** What a gateway tells the manager in its own process, after the commit that made it true. Both return at once. */
public interface TaskSignals {
    /** Something may be claimed now. */
    void queued();

    /** A running task is to be cancelled. */
    void cancelRequested();
}
