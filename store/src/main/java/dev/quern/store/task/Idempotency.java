package dev.quern.store.task;

import java.time.Instant;
import java.util.HexFormat;

/**
 * What makes a submission sent twice one task.
 *
 * @param key the client's, unique within the function
 * @param digest of everything that was asked, as hexadecimal: another digest under the same key is an error
 * @param until the end of the key's window
 */
public record Idempotency(String key, String digest, Instant until) {
    public Idempotency {
        Texts.key("idempotency key", key);
        HexFormat.of().parseHex(digest);
    }
}
