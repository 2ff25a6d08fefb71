package dev.quern.objects;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects in buckets. A write is durable when it returns, and is seen whole or not at all: by readers, by listings
 * and after a crash. All methods may be called from any thread, and fail with {@link
 * dev.quern.core.error.QuernException} when what was asked cannot be, with {@link IOException} when the store fails.
 */
public interface ObjectStore extends AutoCloseable {
    /** The header an object's tags are kept in: {@code a=b&c=d}, URL-encoded. */
    String TAGGING = "x-amz-tagging";

    /**
     * Stores an object, replacing one of that name.
     *
     * @param headers as in {@link ObjectInfo#headers}
     * @throws dev.quern.core.error.QuernException bucket_not_found, condition_failed, disk_full
     */
    ObjectInfo put(ObjectName name, ObjectContent content, Map<String, String> headers, Condition condition)
            throws IOException;

    /** What is known of it; empty when it is not there. */
    Optional<ObjectInfo> find(ObjectName name) throws IOException;

    /** Opens it; empty when it is not there. */
    Optional<StoredObject> open(ObjectName name) throws IOException;

    /**
     * Removes it if it is there; says whether it was.
     *
     * @throws dev.quern.core.error.QuernException condition_failed
     */
    boolean delete(ObjectName name, Condition condition) throws IOException;

    /**
     * Stores the bytes of one object under another name too, or with other headers under its own.
     *
     * @param expected of the source
     * @param headers in place of the source's; empty to take those over
     * @throws dev.quern.core.error.QuernException object_not_found, bucket_not_found, condition_failed
     */
    ObjectInfo copy(
            ObjectName from,
            Condition expected,
            ObjectName to,
            Optional<Map<String, String>> headers,
            Condition condition)
            throws IOException;

    /** The object's tags, URL-encoded; empty when it is not there. */
    Optional<String> tags(ObjectName name) throws IOException;

    /** Exchanges its tags; false when it is not there. */
    boolean tag(ObjectName name, String tags) throws IOException;

    /** The parts it was uploaded in, by number; empty when it came whole, or the store does not know. */
    List<PartInfo> parts(ObjectName name) throws IOException;

    /** Uploads in parts. */
    Uploads uploads();

    /**
     * Lists a bucket.
     *
     * @param after only keys and prefixes behind this one; empty from the beginning
     * @param delimiter groups keys that have it behind the prefix; empty groups none
     * @param limit 1 to 1,000 objects and prefixes together
     */
    ObjectPage list(String bucket, String prefix, String delimiter, String after, int limit) throws IOException;

    /** Makes sure one of Quern's own buckets is there. */
    void ensureBucket(String bucket) throws IOException;

    @Override
    void close();
}
