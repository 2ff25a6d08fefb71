package dev.quern.store.task;

import java.util.UUID;

/** One node process's session; its tasks are its own for as long as its lease is renewed. */
public record Runner(UUID id, String node) {}
