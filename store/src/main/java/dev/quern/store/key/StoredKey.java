package dev.quern.store.key;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/** A key as the store holds it: everything but its secrets. Safe to keep in memory. */
public final class StoredKey {
    private final String name;
    private final Principal principal;
    private final Optional<Integer> maxRunning;
    private final byte[] secretHash;
    private final Instant createdAt;

    StoredKey(
            String id,
            String name,
            Role role,
            String namespace,
            Optional<Integer> maxRunning,
            byte[] secretHash,
            Instant createdAt) {
        this.name = name;
        this.principal = new Principal(id, role, namespace);
        this.maxRunning = maxRunning;
        this.secretHash = secretHash.clone();
        this.createdAt = createdAt;
    }

    /** Whether {@code bearer} is this key, compared in constant time. */
    public boolean matches(Bearer bearer) {
        return MessageDigest.isEqual(secretHash, bearer.hash()) && bearer.id().equals(id());
    }

    public String id() {
        return principal.keyId();
    }

    public String name() {
        return name;
    }

    public Principal principal() {
        return principal;
    }

    /** Calls of this key that may wait or run at once on a node; empty for no limit of its own. */
    public Optional<Integer> maxRunning() {
        return maxRunning;
    }

    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public String toString() {
        return "key " + id();
    }
}
