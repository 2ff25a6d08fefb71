package dev.quern.gateway.routing;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.function.StickyPoint;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.function.FunctionRoutes;
import dev.quern.store.function.Scales;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One function's versions and aliases; immutable.
 *
 * @param scales the numbers of instances that versions were given
 */
record FunctionTable(Map<Integer, Version> versions, Map<String, AliasTarget> aliases, Map<Integer, Integer> scales) {
    /** Makes calls sticky whatever alias they come by. */
    private static final String STICKY = "Quern-Sticky";

    FunctionTable {
        versions = Map.copyOf(versions);
        aliases = Map.copyOf(aliases);
        scales = Map.copyOf(scales);
    }

    static Map<FunctionName, FunctionTable> of(FunctionRoutes.Routes routes) {
        Map<FunctionName, Map<Integer, Version>> versions = new HashMap<>();
        Map<FunctionName, Map<String, AliasTarget>> aliases = new HashMap<>();
        Map<FunctionName, Map<Integer, Integer>> scales = new HashMap<>();
        for (Version version : routes.versions()) {
            versions.computeIfAbsent(version.function(), _ -> new HashMap<>()).put(version.number(), version);
        }
        for (AliasPointer alias : routes.aliases()) {
            aliases.computeIfAbsent(alias.function(), _ -> new HashMap<>()).put(alias.alias(), alias.target());
        }
        for (Scales.Scale scale : routes.scales()) {
            scales.computeIfAbsent(scale.function(), _ -> new HashMap<>()).put(scale.version(), scale.instances());
        }
        Map<FunctionName, FunctionTable> tables = new HashMap<>();
        versions.forEach((name, numbered) -> tables.put(
                name,
                new FunctionTable(
                        numbered, aliases.getOrDefault(name, Map.of()), scales.getOrDefault(name, Map.of()))));
        return tables;
    }

    /** The versions that an alias names, each once. */
    Stream<Version> aliased() {
        return named().stream().flatMap(n -> Optional.ofNullable(versions.get(n)).stream());
    }

    Set<Integer> named() {
        return aliases.values().stream()
                .flatMap(target -> target.versions().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    Version resolve(FunctionName function, Selector selector, Function<String, Optional<String>> header) {
        int number = switch (selector) {
            case Selector.Number n -> n.version();
            case Selector.Alias a ->
                Optional.ofNullable(aliases.get(a.alias()))
                        .map(target -> chosen(function, target, header))
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

    private static int chosen(FunctionName function, AliasTarget target, Function<String, Optional<String>> header) {
        if (target.other().isEmpty()) {
            return target.version();
        }
        int other = target.other().get().version();
        Optional<String> caller =
                header.apply(STICKY).or(() -> target.stickyHeader().flatMap(header));
        return target.at(caller.map(text -> StickyPoint.of(function, other, text))
                .orElseGet(() -> ThreadLocalRandom.current().nextDouble()));
    }
}
