package dev.quern.store.sql;

/**
 * How much a {@link GroupCommit} takes at a time.
 *
 * @param waiting items that may wait, 1 and up
 * @param waitingWeight their weight together, in the unit of the caller
 * @param batch items in one transaction, 1 and up
 * @param batchWeight their weight together; one item alone may be heavier
 */
public record GroupLimits(int waiting, long waitingWeight, int batch, long batchWeight) {}
