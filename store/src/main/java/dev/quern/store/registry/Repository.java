package dev.quern.store.registry;

import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A place images are pushed to.
 *
 * @param name whole, its namespace first: {@code media/tools/thumbnail}
 */
public record Repository(UUID id, String namespace, String name) {
    /** Held until the transaction ends by whoever changes the repository's manifests; false when it is gone. */
    static boolean lock(Connection c, UUID repository) throws SQLException {
        return Sql.exists(c, "SELECT 1 FROM registry_repositories WHERE id = ? FOR NO KEY UPDATE", repository);
    }
}
