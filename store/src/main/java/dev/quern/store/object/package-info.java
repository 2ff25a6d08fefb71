/** Buckets, objects and uploads as rows; the bytes of all but the smallest objects are the objects module's. */
@NullMarked
package dev.quern.store.object;

import org.jspecify.annotations.NullMarked;
