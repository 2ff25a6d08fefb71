package dev.quern.objects;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects that come in parts, in any order and at once, and become visible when they are complete. */
public interface Uploads {
    /** The smallest a part may be that is not the last. */
    long LEAST_PART = 5L << 20;

    int MOST_PARTS = 10_000;

    /**
     * Begins an upload.
     *
     * @param headers the object's; {@code x-amz-checksum-algorithm} and {@code -type} say what completing works out
     * @throws dev.quern.core.error.QuernException bucket_not_found
     */
    Upload begin(ObjectName name, Map<String, String> headers, String startedBy) throws IOException;

    /** The upload, if it is under way and of this object. */
    Optional<Upload> find(ObjectName name, String id) throws IOException;

    /**
     * Stores a part, durably, in place of one of that number.
     *
     * @param checksums what the part's bytes were checked against
     * @throws dev.quern.core.error.QuernException upload_not_found, disk_full
     */
    PartInfo put(ObjectName name, String id, int number, ObjectContent content, Map<String, String> checksums)
            throws IOException;

    /**
     * The parts that are there, by number.
     *
     * @throws dev.quern.core.error.QuernException upload_not_found
     */
    List<PartInfo> parts(ObjectName name, String id, int after, int limit) throws IOException;

    /**
     * Makes the object of its parts, in one step.
     *
     * @param rule sees all parts that are there and says which of them make the object; what it throws leaves the
     *     upload as it was
     * @throws dev.quern.core.error.QuernException upload_not_found, condition_failed
     */
    ObjectInfo complete(ObjectName name, String id, CompletionRule rule, Condition condition) throws IOException;

    /** Gives up; false when there is no such upload. */
    boolean abort(ObjectName name, String id) throws IOException;

    /** In the order of the keys and, for one key, of their beginnings; behind that key and upload. */
    List<Upload> list(String bucket, String prefix, String afterKey, String afterId, int limit) throws IOException;

    /** Decides what an upload's parts become. */
    @FunctionalInterface
    interface CompletionRule {
        Completion decide(Upload upload, List<PartInfo> there);
    }

    /**
     * What they become.
     *
     * @param parts those that make the object, by number; the others are dropped
     * @param headers the object's
     */
    record Completion(List<PartInfo> parts, Map<String, String> headers) {}
}
