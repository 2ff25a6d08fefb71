package dev.quern.gateway.routing;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.function.FunctionRoutes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One function's versions and aliases; immutable. */
record FunctionTable(Map<Integer, Version> versions, Map<String, Integer> aliases) {
    FunctionTable {
        versions = Map.copyOf(versions);
        aliases = Map.copyOf(aliases);
    }

    static Map<FunctionName, FunctionTable> of(FunctionRoutes.Routes routes) {
        Map<FunctionName, Map<Integer, Version>> versions = new HashMap<>();
        Map<FunctionName, Map<String, Integer>> aliases = new HashMap<>();
        for (Version version : routes.versions()) {
            versions.computeIfAbsent(version.function(), _ -> new HashMap<>()).put(version.number(), version);
        }
        for (AliasPointer alias : routes.aliases()) {
            aliases.computeIfAbsent(alias.function(), _ -> new HashMap<>()).put(alias.alias(), alias.version());
        }
        Map<FunctionName, FunctionTable> tables = new HashMap<>();
        versions.forEach((name, numbered) ->
                tables.put(name, new FunctionTable(numbered, aliases.getOrDefault(name, Map.of()))));
        return tables;
    }

    /** The versions that an alias names, each once. */
    Stream<Version> aliased() {
        return aliases.values().stream().distinct().flatMap(n -> Optional.ofNullable(versions.get(n)).stream());
    }

    Set<Integer> named() {
        return Set.copyOf(aliases.values());
    }

    Version resolve(FunctionName function, Selector selector) {
        int number = switch (selector) {
            case Selector.Number n -> n.version();
            case Selector.Alias a ->
                Optional.ofNullable(aliases.get(a.alias()))
                        .orElseThrow(() -> new QuernException(
                                ErrorCode.ALIAS_NOT_FOUND,
                                "There is no alias '" + a.alias() + "' of " + function,
                                "See 'quern alias ls " + function + "'."));
        };
        return Optional.ofNullable(versions.get(number))
                .orElseThrow(() -> new QuernException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "There is no version " + function + "@" + number,
                        "See 'quern version ls " + function + "'."));
    }
}
