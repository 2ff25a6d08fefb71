package dev.quern.node.bucket;

import java.time.Instant;

/**
 * What is known of an object.
 *
 * @param etag the same as long as the content is
 */
public record BucketObject(String key, long size, String etag, Instant modifiedAt) {
    /** Stores tell times of different precision in listings, so those do not count. */
    boolean hasContentOf(BucketObject other) {
        return size == other.size && etag.equals(other.etag);
    }
}
