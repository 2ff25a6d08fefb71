package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.CallbackSecretBody;
import dev.quern.core.api.NamespaceBody;
import dev.quern.core.api.NamespacePage;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.Store;
import dev.quern.store.namespace.Namespace;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.List;
import java.util.Optional;

/** {@code /v1/namespaces}: an admin's to make and remove, a key sees its own. */
public final class Namespaces {
    private final Store store;
    private final RoutingCache routing;

    public Namespaces(Store store, RoutingCache routing) {
        this.store = store;
        this.routing = routing;
    }

    /** Makes it, or finds it made. */
    public NamespaceBody put(Principal who, String name) {
        Access.requireAdmin(who);
        return Bodies.namespace(store.namespaces().create(name));
    }

    public NamespaceBody get(Principal who, String name) {
        Access.require(who, Role.INVOKER, name);
        return store.namespaces().find(name).map(Bodies::namespace).orElseThrow(() -> Unknown.namespace(name));
    }

    public NamespacePage list(Principal who, int limit, Optional<String> cursor) {
        PageRequest request = new PageRequest(limit, cursor);
        if (!who.namespace().equals(Principal.EVERYWHERE)) {
            return new NamespacePage(List.of(get(who, who.namespace())), null);
        }
        Page<Namespace> page = store.namespaces().list(request);
        return new NamespacePage(
                page.items().stream().map(Bodies::namespace).toList(),
                page.next().orElse(null));
    }

    /** For whoever checks the notifications of its tasks; developers only. */
    public CallbackSecretBody callbackSecret(Principal who, String name) {
        Access.require(who, Role.DEVELOPER, name);
        return new CallbackSecretBody(
                get(who, name).name(), store.callbackSecrets().of(name));
    }

    /** @throws dev.quern.core.error.QuernException in_use while it holds functions or keys */
    public void remove(Principal who, String name) {
        Access.requireAdmin(who);
        store.namespaces().remove(name);
        routing.refreshImages();
    }
}
