/** The object store's buckets as a node mounts them. */
@NullMarked
package dev.quern.app.mount;

import org.jspecify.annotations.NullMarked;
