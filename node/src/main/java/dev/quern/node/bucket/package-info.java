/** Buckets as directories of sandboxes: what the calls of a file system mean for objects. See docs/mounts.md. */
@NullMarked
package dev.quern.node.bucket;

import org.jspecify.annotations.NullMarked;
