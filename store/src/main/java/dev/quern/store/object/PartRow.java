package dev.quern.store.object;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A part, of an upload or of the object it became. */
public record PartRow(
        int number, long size, Instant modifiedAt, UUID file, String etag, Map<String, String> checksums) {
    public PartRow {
        checksums = Map.copyOf(checksums);
    }
}
