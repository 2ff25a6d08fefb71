package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPage;
import dev.quern.core.api.AliasPut;
import dev.quern.core.api.AliasShareBody;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.routing.TakeOver;
import dev.quern.store.Store;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code F/aliases}. */
public final class Aliases {
    private final Store store;
    private final RoutingCache routing;
    private final TakeOver takeOver;

    public Aliases(Store store, RoutingCache routing, TakeOver takeOver) {
        this.store = store;
        this.routing = routing;
        this.takeOver = takeOver;
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
        String name = new Selector.Alias(alias).alias();
        Optional<AliasTarget.Share> other = Optional.ofNullable(put.other()).map(AliasShareBody::toShare);
        int version = new Selector.Number(put.version()).version();
        other.ifPresent(share -> routing.resolve(function, new Selector.Number(share.version())));
        AliasTarget target = new AliasTarget(version, other, Optional.empty());
        return takeOver.move(function, name, target, () -> {
            AliasPointer pointer =
                    store.aliases().set(function, name, version, other, Optional.ofNullable(put.stickyHeader()));
            routing.refreshFunction(function);
            return Bodies.alias(pointer);
        });
    }

    /** Back to what the alias named before. */
    public AliasBody rollback(Principal who, FunctionName function, String alias) {
        requireFunction(who, function);
        String name = new Selector.Alias(alias).alias();
        Supplier<AliasBody> move = () -> {
            AliasPointer pointer = store.aliases().rollback(function, name);
            routing.refreshFunction(function);
            return Bodies.alias(pointer);
        };
        return store.aliases()
                .before(function, name)
                .map(version -> takeOver.move(function, name, AliasTarget.of(version), move))
                // The store says why there is none.
                .orElseGet(move);
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
