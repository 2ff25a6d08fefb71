package dev.quern.store.object;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An object as its row has it.
 *
 * @param content the bytes of a small one, not to be changed; empty when files have them, and in listings
 * @param file where the bytes are otherwise: a file, or the {@code content} of its parts
 * @param parts how many files it has; 0 for one that was not uploaded in parts
 */
public record ObjectRow(
        String bucket,
        String key,
        long size,
        Instant modifiedAt,
        String etag,
        Map<String, String> headers,
        Optional<byte[]> content,
        Optional<UUID> file,
        int parts) {
    public ObjectRow {
        headers = Map.copyOf(headers);
    }
}
