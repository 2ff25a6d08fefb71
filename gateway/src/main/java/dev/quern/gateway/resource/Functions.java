package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.FunctionPage;
import dev.quern.core.api.FunctionPut;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.Store;
import dev.quern.store.function.StoredFunction;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Optional;

/** {@code /v1/functions}. */
public final class Functions {
    private final Store store;
    private final RoutingCache routing;

    public Functions(Store store, RoutingCache routing) {
        this.store = store;
        this.routing = routing;
    }

    /** Newest first. */
    public FunctionPage list(Principal who, Optional<String> namespace, int limit, Optional<String> cursor) {
        Optional<String> scope = Access.scope(who, Role.DEVELOPER, namespace);
        Page<StoredFunction> page = store.functions().list(scope, new PageRequest(limit, cursor));
        return new FunctionPage(
                page.items().stream().map(Bodies::function).toList(),
                page.next().orElse(null));
    }

    public FunctionBody get(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        return store.functions().find(function).map(Bodies::function).orElseThrow(() -> Unknown.function(function));
    }

    /** Registers it, or changes who may call it. */
    public FunctionBody put(Principal who, FunctionName function, FunctionPut put) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        store.functions().share(function, put.sharing());
        routing.refreshFunction(function);
        return get(who, function);
    }

    /** With all versions and aliases; running calls end as they would have. */
    public void remove(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        store.functions().remove(function);
        routing.refreshFunction(function);
    }
}
