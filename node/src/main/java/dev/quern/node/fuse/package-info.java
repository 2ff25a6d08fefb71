/**
 * The FUSE protocol, spoken with the kernel without any library: layouts and flags are those of
 * include/uapi/linux/fuse.h at version 7.31. What a file system means is {@link dev.quern.node.fuse.FileSystem}'s.
 */
@NullMarked
package dev.quern.node.fuse;

import org.jspecify.annotations.NullMarked;
