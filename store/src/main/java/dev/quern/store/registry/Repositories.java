package dev.quern.store.registry;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The repositories of all namespaces. */
public final class Repositories {
    private static final String BY_NAME = "SELECT id, namespace, name FROM registry_repositories WHERE name = ?";

    private final Db db;

    Repositories(Db db) {
        this.db = db;
    }

    public Optional<Repository> find(String name) {
        return db.read(c -> Sql.one(c, Repositories::row, BY_NAME, name));
    }

    /**
     * The repository, made if it is not there.
     *
     * @throws QuernException namespace_not_found
     */
    public Repository open(String namespace, String name) {
        return find(name)
                .orElseGet(() -> db.write(c -> {
                    if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", namespace)) {
                        throw new QuernException(
                                ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + namespace + "'");
                    }
                    Sql.update(
                            c,
                            "INSERT INTO registry_repositories VALUES (?, ?, ?, ?)" + " ON CONFLICT DO NOTHING",
                            Ids.next(),
                            namespace,
                            name,
                            Sql.now());
                    return Sql.one(c, Repositories::row, BY_NAME, name).orElseThrow();
                }));
    }

    /** What the namespace's repositories have, blobs and manifests. */
    public long bytes(String namespace) {
        return db.read(c -> Sql.one(c, row -> row.getLong(1), Quota.BYTES, namespace))
                .orElse(0L);
    }

    /** Names in order, behind {@code last}; of one namespace or of all. */
    public List<String> names(Optional<String> namespace, String last, int limit) {
        return db.read(c -> Sql.list(
                c,
                row -> row.getString(1),
                "SELECT name FROM registry_repositories WHERE (?::text IS NULL OR namespace = ?) AND name > ?"
                        + " ORDER BY name LIMIT ?",
                namespace,
                namespace,
                last,
                limit));
    }

    private static Repository row(ResultSet row) throws SQLException {
        return new Repository(row.getObject("id", UUID.class), row.getString("namespace"), row.getString("name"));
    }
}
