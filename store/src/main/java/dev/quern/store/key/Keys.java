package dev.quern.store.key;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may come in. */
public final class Keys {
    private static final String COLUMNS =
            "SELECT id, name, role, namespace, max_running, secret_hash, created_at FROM keys";
    /** As long as an AWS secret access key, of the characters one may hold. */
    private static final int SIGNING_LENGTH = 40;

    private static final String SIGNING_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+";

    private final Db db;
    private final MasterKey master;
    private final RoutingNotifier notifier;
    private final AdminKeyFile adminFile;

    public Keys(Db db, MasterKey master, RoutingNotifier notifier, AdminKeyFile adminFile) {
        this.db = db;
        this.master = master;
        this.notifier = notifier;
        this.adminFile = adminFile;
    }

    /**
     * Who the bearer is, asking the database; a gateway asks its memory instead ({@link #all}).
     *
     * @param bearer as it came, of any shape
     */
    public Optional<Principal> authenticate(String bearer) {
        return Bearer.parse(bearer)
                .flatMap(shown -> find(shown.id()).filter(key -> key.matches(shown)))
                .map(StoredKey::principal);
    }

    /**
     * Makes a key.
     *
     * @param namespace empty only for an admin, who acts everywhere
     * @param maxRunning at least 1
     */
    public NewKey create(String name, Role role, Optional<String> namespace, Optional<Integer> maxRunning) {
        Bearer bearer = Bearer.create();
        String signing = newSigningSecret();
        NewKey made = db.write(c -> insert(c, bearer, signing, name, role, namespace, maxRunning));
        notifier.changed(RoutingChange.key(bearer.id()));
        return made;
    }

    public Optional<StoredKey> find(String id) {
        return db.read(c -> Sql.one(c, Keys::row, COLUMNS + " WHERE id = ?", id));
    }

    public List<StoredKey> all() {
        return db.read(c -> Sql.list(c, Keys::row, COLUMNS));
    }

    /** Newest first; of one namespace, or all with the ones that act everywhere. */
    public Page<StoredKey> list(Optional<String> namespace, PageRequest page) {
        Cursor from = page.point();
        List<StoredKey> found = db.read(c -> Sql.list(
                c,
                Keys::row,
                COLUMNS + " WHERE (?::text IS NULL OR namespace = ?) AND (created_at, id) < (?, ?)"
                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                namespace,
                namespace,
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, key -> new Cursor(key.createdAt(), key.id()).text());
    }

    /** A new secret for the same id; the old one is refused from now on. */
    public NewKey rotate(String id) {
        Bearer bearer = Bearer.ofId(id);
        String signing = newSigningSecret();
        NewKey made = db.write(c -> {
            int changed = Sql.update(
                    c,
                    "UPDATE keys SET secret_hash = ?, signing = ?, rotated_at = ? WHERE id = ?",
                    bearer.hash(),
                    sealed(signing, id),
                    Sql.now(),
                    id);
            StoredKey key = Sql.one(c, Keys::row, COLUMNS + " WHERE id = ?", id)
                    .filter(found -> changed == 1)
                    .orElseThrow(() -> unknown(id));
            return new NewKey(key, bearer, signing);
        });
        adminFile.replace(bearer, signing);
        notifier.changed(RoutingChange.key(id));
        return made;
    }

    /** @throws QuernException key_not_found; in_use for the last admin key */
    public void remove(String id) {
        db.write(c -> {
            List<String> admins = Sql.list(
                    c, row -> row.getString(1), "SELECT id FROM keys WHERE role = 'admin' ORDER BY id FOR UPDATE");
            if (admins.equals(List.of(id))) {
                throw new QuernException(
                        ErrorCode.IN_USE, "This is the last admin key", "Make another admin key first.");
            }
            if (Sql.update(c, "DELETE FROM keys WHERE id = ?", id) == 0) {
                throw unknown(id);
            }
            return true;
        });
        notifier.changed(RoutingChange.key(id));
    }

    /** The half of the key that signs S3 and SigV4 requests. */
    public Optional<String> signingSecret(String id) {
        return db.read(c -> Sql.one(c, row -> row.getBytes(1), "SELECT signing FROM keys WHERE id = ?", id))
                .map(kept -> new String(master.open(kept, owner(id)), StandardCharsets.US_ASCII));
    }

    /**
     * Makes the first admin key and leaves its bearer in the admin key file, if there is no admin yet.
     * The file comes before the commit: a crash between the two costs nothing, the next start makes both
     * again.
     */
    public void ensureAdmin() {
        if (db.read(c -> Sql.exists(c, "SELECT 1 FROM keys WHERE role = 'admin'"))) {
            if (adminFile.lacksS3()) {
                adminFile.id().ifPresent(id -> signingSecret(id).ifPresent(s3 -> adminFile.writeS3(id, s3)));
            }
            return;
        }
        db.write(c -> {
            Sql.update(c, "LOCK TABLE keys IN EXCLUSIVE MODE");
            if (!Sql.exists(c, "SELECT 1 FROM keys WHERE role = 'admin'")) {
                Bearer bearer = Bearer.create();
                String signing = newSigningSecret();
                adminFile.write(bearer, signing);
                insert(c, bearer, signing, "admin", Role.ADMIN, Optional.empty(), Optional.empty());
            }
            return true;
        });
    }

    private NewKey insert(
            Connection c,
            Bearer bearer,
            String signing,
            String name,
            Role role,
            Optional<String> namespace,
            Optional<Integer> maxRunning)
            throws SQLException {
        if (namespace.isPresent()
                && !Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", namespace.get())) {
            throw new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + namespace.get() + "'");
        }
        Instant now = Sql.now();
        Sql.update(
                c,
                "INSERT INTO keys (id, name, role, namespace, max_running, secret_hash, signing, created_at, rotated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                bearer.id(),
                name,
                role.wire(),
                namespace,
                maxRunning,
                bearer.hash(),
                sealed(signing, bearer.id()),
                now,
                now);
        String where = namespace.orElse(Principal.EVERYWHERE);
        return new NewKey(
                new StoredKey(bearer.id(), name, role, where, maxRunning, bearer.hash(), now), bearer, signing);
    }

    private static String newSigningSecret() {
        return Bearer.random(SIGNING_LENGTH, SIGNING_ALPHABET);
    }

    private byte[] sealed(String secret, String id) {
        return master.seal(secret.getBytes(StandardCharsets.US_ASCII), owner(id));
    }

    private static String owner(String id) {
        return "key " + id;
    }

    private static QuernException unknown(String id) {
        return new QuernException(ErrorCode.KEY_NOT_FOUND, "There is no key '" + id + "'");
    }

    private static StoredKey row(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString("id"),
                row.getString("name"),
                Role.parse(row.getString("role")),
                Sql.text(row, "namespace").orElse(Principal.EVERYWHERE),
                Sql.integer(row, "max_running"),
                row.getBytes("secret_hash"),
                Sql.instant(row, "created_at"));
    }
}
