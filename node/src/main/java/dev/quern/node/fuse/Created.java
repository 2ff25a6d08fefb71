package dev.quern.node.fuse;

/** A new file that is open. */
public record Created(Entry entry, long handle) {}
