package dev.quern.node.fuse;

/** Whose all files of a mount are, by ids on the machine. */
public record Owner(int uid, int gid) {}
