package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.KeyCreated;
import dev.quern.core.api.KeyPage;
import dev.quern.core.api.KeyPut;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Names;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.Store;
import dev.quern.store.key.NewKey;
import dev.quern.store.key.StoredKey;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Objects;
import java.util.Optional;

/** {@code /v1/keys}: an admin's. A bearer is shown once, in the answer that makes it. */
public final class Keys {
    private static final int MOST_RUNNING = 1_000_000;

    private final Store store;
    private final RoutingCache routing;

    public Keys(Store store, RoutingCache routing) {
        this.store = store;
        this.routing = routing;
    }

    public KeyCreated create(Principal who, KeyPut put) {
        Access.requireAdmin(who);
        String name = Names.check("key name", Objects.requireNonNullElse(put.name(), ""));
        Role role = Role.parse(Objects.requireNonNullElse(put.role(), ""));
        Optional<String> namespace = Optional.ofNullable(put.namespace());
        if (role == Role.ADMIN && namespace.isPresent()) {
            throw QuernException.invalid("An admin key acts everywhere and has no namespace", "Leave namespace out.");
        }
        if (role != Role.ADMIN && namespace.isEmpty()) {
            throw QuernException.invalid("A key that is not an admin's needs its namespace", "Name one.");
        }
        Optional<Integer> maxRunning = Optional.ofNullable(put.maxRunning());
        if (maxRunning.isPresent() && (maxRunning.get() < 1 || maxRunning.get() > MOST_RUNNING)) {
            throw QuernException.invalid("maxRunning must be 1 to " + MOST_RUNNING);
        }
        return shown(store.keys().create(name, role, namespace, maxRunning));
    }

    public KeyPage list(Principal who, Optional<String> namespace, int limit, Optional<String> cursor) {
        Access.requireAdmin(who);
        Page<StoredKey> page = store.keys().list(namespace, new PageRequest(limit, cursor));
        return new KeyPage(
                page.items().stream().map(Bodies::key).toList(), page.next().orElse(null));
    }

    /** The old secret is refused from the moment of the answer. */
    public KeyCreated rotate(Principal who, String id) {
        Access.requireAdmin(who);
        return shown(store.keys().rotate(id));
    }

    public void remove(Principal who, String id) {
        Access.requireAdmin(who);
        store.keys().remove(id);
        routing.refreshKey(id);
    }

    private KeyCreated shown(NewKey made) {
        routing.refreshKey(made.key().id());
        return new KeyCreated(Bodies.key(made.key()), made.bearer().text(), made.signing());
    }
}
