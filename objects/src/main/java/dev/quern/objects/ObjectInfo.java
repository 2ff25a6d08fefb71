package dev.quern.objects;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of a stored object without reading it.
 *
 * @param size bytes
 * @param etag without quotes: the content's MD5 in hexadecimal, or of its parts' with their number; for a file handed
 *     over in one of Quern's own buckets, where nobody compares it, anything that no other content has
 * @param headers what is sent with it: {@code content-type}, {@code cache-control} and the like, user metadata with
 *     its prefix {@code x-amz-meta-}, and checksums; names in lower case
 */
public record ObjectInfo(ObjectName name, long size, String etag, Instant modifiedAt, Map<String, String> headers) {
    public ObjectInfo {
        headers = Map.copyOf(headers);
    }
}
