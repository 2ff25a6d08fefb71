package dev.quern.node.fuse;

/** A file or directory that was looked up; the kernel refers to it by its node until it forgets that. */
public record Entry(long node, Attributes attributes) {}
