package dev.quern.objects;

import java.time.Instant;
import java.util.Map;

/**
 * A part of an object, or of an upload under way.
 *
 * @param number 1 to 10,000
 * @param etag its MD5 in hexadecimal
 * @param checksums by header: {@code x-amz-checksum-crc32} and the like, in Base64
 */
public record PartInfo(int number, long size, String etag, Instant modifiedAt, Map<String, String> checksums) {
    public PartInfo {
        checksums = Map.copyOf(checksums);
    }
}
