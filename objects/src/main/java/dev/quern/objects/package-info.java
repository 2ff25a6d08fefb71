/** Object storage: named byte strings in buckets, on a disk or in a remote S3 store. */
@NullMarked
package dev.quern.objects;

import org.jspecify.annotations.NullMarked;
