package dev.quern.store.task;

import dev.quern.core.task.Tier;

/** A queue of its own: one namespace's tasks of one tier. */
public record Lane(Tier tier, String namespace) {}
