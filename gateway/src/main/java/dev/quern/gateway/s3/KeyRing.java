package dev.quern.gateway.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.gateway.s3.signature.SigningKey;
import dev.quern.gateway.s3.signature.SigningKeys;
import dev.quern.store.key.StoredKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * Quern's keys as signing keys: the access key id is the key's id. A secret is opened once for each state of its key
 * and forgotten with it: the routing cache puts a new object in place of a key that was rotated, and none in place of
 * one that was removed.
 */
public final class KeyRing implements SigningKeys {
    private record Opened(StoredKey key, SigningKey signing) {}

    private final Function<String, Optional<StoredKey>> known;
    private final Function<String, Optional<String>> secrets;
    private final Cache<String, Opened> opened =
            Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

    /**
     * @param known keys by id, from memory
     * @param secrets their signing halves, from the store
     */
    public KeyRing(Function<String, Optional<StoredKey>> known, Function<String, Optional<String>> secrets) {
        this.known = known;
        this.secrets = secrets;
    }

    @Override
    public Optional<SigningKey> find(String accessKeyId) {
        Optional<StoredKey> key = known.apply(accessKeyId);
        if (key.isEmpty()) {
            opened.invalidate(accessKeyId);
            return Optional.empty();
        }
        Opened held = opened.getIfPresent(accessKeyId);
        if (held != null && held.key() == key.get()) {
            return Optional.of(held.signing());
        }
        Optional<SigningKey> signing = secrets.apply(accessKeyId)
                .map(secret -> new SigningKey(key.get().principal(), secret));
        signing.ifPresent(fresh -> opened.put(accessKeyId, new Opened(key.get(), fresh)));
        return signing;
    }
}
