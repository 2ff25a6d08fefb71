package dev.quern.store;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the store is reached.
 *
 * @param data Quern's data directory; holds the embedded server and the key files
 * @param urlFile a file, its owner's only, with the URL of a PostgreSQL of yours; empty for the embedded one
 * @param masterKey where the master key is; empty for {@code DATA/master.key}
 * @param connections pooled connections at most, 1 to 100
 * @param statementTimeout longest a statement may run, at least 1 ms
 * @param callRetention how long call records are kept, at least a day, dropped by whole days
 */
public record StoreSettings(
        Path data,
        Optional<Path> urlFile,
        Optional<Path> masterKey,
        int connections,
        Duration statementTimeout,
        Duration callRetention) {
    public static final String MASTER_KEY = "master.key";
    public static final String ADMIN_KEY = "admin.key";
    /** The admin key as an AWS credentials file. */
    public static final String ADMIN_S3 = "admin.s3";

    public StoreSettings {
        if (connections < 1 || connections > 100) {
            throw QuernException.invalid("store.connections must be 1 to 100, not " + connections);
        }
        if (statementTimeout.toMillis() < 1) {
            throw QuernException.invalid("store.statement-timeout must be at least 1ms");
        }
        if (callRetention.compareTo(Duration.ofDays(1)) < 0) {
            throw QuernException.invalid("store.call-retention must be at least 1d");
        }
    }

    /** The embedded server in {@code data}, everything else by default. */
    public static StoreSettings embedded(Path data) {
        return new StoreSettings(
                data, Optional.empty(), Optional.empty(), 8, Duration.ofSeconds(30), Duration.ofDays(7));
    }

    public StoreSettings withUrlFile(Path file) {
        return new StoreSettings(data, Optional.of(file), masterKey, connections, statementTimeout, callRetention);
    }

    Path masterKeyFile() {
        return masterKey.orElse(data.resolve(MASTER_KEY));
    }
}
