package dev.quern.store.task;

/** What managers and runners wake each other for; a hint that may be lost, made up for by polling. */
public enum TaskSignal {
    /** Something may be claimed. */
    QUEUED,
    /** A running task is to be cancelled. */
    CANCEL,
    /** Tasks came to an outcome. */
    ENDED
}
