package dev.quern.store.task;

/**
 * How many tasks may be claimed from a lane.
 *
 * @param most 1 and up
 */
public record LaneQuota(Lane lane, int most) {}
