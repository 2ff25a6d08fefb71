package dev.quern.store.registry;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a namespace may have in the registry.
 *
 * @param most blobs and manifests of all its repositories; empty for no bound
 */
public record Quota(Optional<DataSize> most) {
    public static final Quota NONE = new Quota(Optional.empty());

    static final String BYTES = "SELECT bytes FROM registry_namespace_bytes WHERE namespace = ?";

    /** In the transaction that added something, which holds the namespace's count until its end. */
    void check(Connection c, String namespace) throws SQLException {
        if (most.isEmpty()) {
            return;
        }
        long bytes = Sql.one(c, row -> row.getLong(1), BYTES, namespace).orElse(0L);
        if (bytes > most.get().bytes()) {
            throw exceeded(namespace);
        }
    }

    /** Said to whoever pushes what does not fit. */
    public QuernException exceeded(String namespace) {
        return new QuernException(
                ErrorCode.FORBIDDEN,
                "The namespace " + namespace + " may have "
                        + most.map(DataSize::toHuman).orElse("any number of bytes")
                        + " in the registry, and this does not fit; delete tags it does not need",
                "What is deleted counts until it is collected; registry.max-bytes-per-namespace is the bound.");
    }
}
