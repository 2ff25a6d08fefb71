package dev.quern.node.fuse;

import java.time.Instant;

/**
 * What is told of a file or directory; owner and mode are the same for all of a mount.
 *
 * @param inode unlike that of any other file of the mount
 */
public record Attributes(long inode, boolean directory, long size, Instant modifiedAt) {}
