package dev.quern.store.object;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An upload in parts that is under way.
 *
 * @param startedBy the key that began it
 * @param headers the object's, once it is complete
 */
public record UploadRow(
        UUID id, String bucket, String key, Instant startedAt, String startedBy, Map<String, String> headers) {
    public UploadRow {
        headers = Map.copyOf(headers);
    }
}
