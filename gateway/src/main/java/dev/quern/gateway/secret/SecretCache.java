package dev.quern.gateway.secret;

import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.node.secret.SecretSource;
import dev.quern.store.secret.SealedSecret;
import dev.quern.store.secret.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that functions named so far, sealed, so that a call touches the database nowhere. What is set here
 * is refreshed before it is answered, what is set elsewhere by notification; a database that is away leaves them.
 */
public final class SecretCache implements SecretSource {
    private static final Logger LOG = LoggerFactory.getLogger(SecretCache.class);

    private final Secrets secrets;
    /** Those that are not there are known too: versions name only so many. */
    private final Map<SecretName, Optional<SealedSecret>> known = new ConcurrentHashMap<>();
    /** Reading and keeping what was read are one step, so that nothing older replaces what was read later. */
    private final ReentrantLock refreshing = new ReentrantLock();

    public SecretCache(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public byte[] open(SecretName name) {
        return secrets.open(sealed(name).orElseThrow(name::unknown));
    }

    @Override
    public Optional<SecretInfo> find(SecretName name) {
        return sealed(name).map(SealedSecret::info);
    }

    private Optional<SealedSecret> sealed(SecretName name) {
        Optional<SealedSecret> kept = known.get(name);
        return kept == null ? read(name) : kept;
    }

    private Optional<SealedSecret> read(SecretName name) {
        refreshing.lock();
        try {
            Optional<SealedSecret> read = secrets.sealed(name);
            known.put(name, read);
            return read;
        } finally {
            refreshing.unlock();
        }
    }

    /** Somebody set or removed it. */
    public void refresh(SecretName name) {
        if (known.containsKey(name)) {
            try {
                read(name);
            } catch (QuernException e) {
                LOG.warn("The secret {} is not refreshed until the store is back: {}", name, e.text());
            }
        }
    }

    /** Anything may have been set or removed. */
    public void refreshAll() {
        known.keySet().forEach(this::refresh);
    }
}
