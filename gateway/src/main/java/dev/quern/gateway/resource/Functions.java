package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.FunctionPage;
import dev.quern.core.api.FunctionPut;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.function.FunctionState;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.node.VersionLoad;
import dev.quern.store.Store;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.function.StoredFunction;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code /v1/functions}. */
public final class Functions {
    private static final int MOST_ALIASES = 100;

    private final Store store;
    private final RoutingCache routing;
    private final Standing standing;

    public Functions(Store store, RoutingCache routing, Standing standing) {
        this.store = store;
        this.routing = routing;
        this.standing = standing;
    }

    /** Newest first. */
    public FunctionPage list(Principal who, Optional<String> namespace, int limit, Optional<String> cursor) {
        Optional<String> scope = Access.scope(who, Role.DEVELOPER, namespace);
        Page<StoredFunction> page = store.functions().list(scope, new PageRequest(limit, cursor));
        return new FunctionPage(
                page.items().stream().map(this::listed).toList(), page.next().orElse(null));
    }

    public FunctionBody get(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        return store.functions().find(function).map(this::whole).orElseThrow(() -> Unknown.function(function));
    }

    private FunctionBody listed(StoredFunction f) {
        FunctionState state = Standing.state(f.live(), number(f), routing.named(f.name()), standing.of(f.name()));
        return Bodies.function(f, state, scale(f), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private OptionalInt number(StoredFunction f) {
        return f.live().map(v -> routing.scale(f.name(), v.number())).orElse(OptionalInt.empty());
    }

    private Optional<ScaleBody> scale(StoredFunction f) {
        return f.live().map(version -> standing.scale(version, true, number(f)));
    }

    private FunctionBody whole(StoredFunction f) {
        List<AliasPointer> aliases = store.aliases()
                .list(f.name(), new PageRequest(MOST_ALIASES, Optional.empty()))
                .items();
        Set<Integer> named = aliases.stream()
                .flatMap(alias -> alias.target().versions().stream())
                .collect(Collectors.toSet());
        Map<Integer, VersionLoad> loads = standing.of(f.name());
        TreeSet<Integer> numbers = new TreeSet<>(Comparator.reverseOrder());
        numbers.addAll(named);
        numbers.addAll(loads.keySet());
        List<VersionStateBody> actual = numbers.stream()
                .flatMap(number -> store.versions().find(f.name(), number).stream())
                .map(version -> standing.body(
                        version,
                        named.contains(version.number()),
                        routing.scale(f.name(), version.number()),
                        loads.getOrDefault(version.number(), VersionLoad.NONE)))
                .toList();
        return Bodies.function(
                f,
                Standing.state(f.live(), number(f), named, loads),
                scale(f),
                Optional.of(aliases),
                Optional.of(actual),
                Optional.of(standing.instances(f.name())));
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
