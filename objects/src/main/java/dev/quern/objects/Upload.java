package dev.quern.objects;

import java.time.Instant;
import java.util.Map;

/**
 * An upload in parts under way.
 *
 * @param id as the store gave it out
 * @param startedBy the key that began it
 * @param headers the object's
 */
public record Upload(String id, ObjectName name, Instant startedAt, String startedBy, Map<String, String> headers) {
    public Upload {
        headers = Map.copyOf(headers);
    }
}
