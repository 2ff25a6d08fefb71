/** What is done to buckets, and listings of them. */
@NullMarked
package dev.quern.gateway.s3.bucket;

import org.jspecify.annotations.NullMarked;
