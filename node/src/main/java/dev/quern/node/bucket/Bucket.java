package dev.quern.node.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One bucket, as a node reaches it. Methods may be called from any thread, and fail with {@link IOException} when the
 * store does and with {@link dev.quern.core.error.QuernException} when it refuses.
 */
public interface Bucket {
    Optional<BucketObject> find(String key) throws IOException;

    Optional<OpenObject> open(String key) throws IOException;

    /**
     * A part of a listing in the order of the keys' bytes.
     *
     * @param folded whether keys are grouped by what goes up to the next {@code /} behind the prefix
     * @param after where the last part ended; empty for the first
     */
    BucketPage list(String prefix, boolean folded, String after, int limit) throws IOException;

    /** Stores all that the stream has, whole and durably; one that fails stores nothing. */
    BucketObject put(String key, InputStream content) throws IOException;

    /** Says whether it was there. */
    boolean delete(String key) throws IOException;

    /** Empty when the source is not there. */
    Optional<BucketObject> copy(String from, String to) throws IOException;
}
