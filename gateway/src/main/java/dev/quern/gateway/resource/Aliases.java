package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPage;
import dev.quern.core.api.AliasPut;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.Store;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Optional;

/** {@code F/aliases}. */
public final class Aliases {
    private final Store store;
    private final RoutingCache routing;

    public Aliases(Store store, RoutingCache routing) {
        this.store = store;
        this.routing = routing;
    }

    /** Last moved first. */
    public AliasPage list(Principal who, FunctionName function, int limit, Optional<String> cursor) {
        requireFunction(who, function);
        Page<AliasPointer> page = store.aliases().list(function, new PageRequest(limit, cursor));
        return new AliasPage(
                page.items().stream().map(Bodies::alias).toList(), page.next().orElse(null));
    }

    public AliasBody set(Principal who, FunctionName function, String alias, AliasPut put) {
        requireFunction(who, function);
        Selector.Alias name = new Selector.Alias(alias);
        Selector.Number version = new Selector.Number(put.version());
        AliasPointer pointer = store.aliases().set(function, name.alias(), version.version());
        routing.refreshFunction(function);
        return Bodies.alias(pointer);
    }

    /** Back to what the alias named before. */
    public AliasBody rollback(Principal who, FunctionName function, String alias) {
        requireFunction(who, function);
        AliasPointer pointer = store.aliases().rollback(function, new Selector.Alias(alias).alias());
        routing.refreshFunction(function);
        return Bodies.alias(pointer);
    }

    public void remove(Principal who, FunctionName function, String alias) {
        requireFunction(who, function);
        store.aliases().remove(function, new Selector.Alias(alias).alias());
        routing.refreshFunction(function);
    }

    private void requireFunction(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        if (store.functions().find(function).isEmpty()) {
            throw Unknown.function(function);
        }
    }
}
