package dev.quern.store.object;

/** A row that is to be written, if the guard allows it. */
public record ObjectPut(ObjectRow row, Guard guard) {}
