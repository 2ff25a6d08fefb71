package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.CallBody;
import dev.quern.core.api.CallPage;
import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.store.Store;
import dev.quern.store.call.CallFilter;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * {@code /v1/calls}: what the node still has in memory, running calls too, together with what has reached
 * the store. A developer sees the namespace's calls, an invoker those of its own key.
 */
public final class Calls {
    private static final Comparator<CallRecord> NEWEST_FIRST =
            Comparator.comparing((CallRecord call) -> call.id().toString()).reversed();

    private final Store store;
    private final Supplier<? extends Collection<CallRecord>> recent;

    /** @param recent the records in the node's memory, which need not have reached the store */
    public Calls(Store store, Supplier<? extends Collection<CallRecord>> recent) {
        this.store = store;
        this.recent = recent;
    }

    /** A filter as a client writes it. */
    public record Query(
            Optional<String> namespace,
            Optional<FunctionName> function,
            Optional<CallState> state,
            Optional<Instant> since) {}

    public CallBody get(Principal who, String id) {
        return Bodies.call(find(who, id));
    }

    /** @throws QuernException call_not_found, also for a call of another namespace or key */
    public CallRecord find(Principal who, String id) {
        UUID uuid = parse(id);
        return recent.get().stream()
                .filter(call -> call.id().equals(uuid))
                .findFirst()
                .or(() -> store.calls().find(uuid))
                .filter(call -> who.sees(call.namespace(), call.keyId()))
                .orElseThrow(() -> Unknown.call(id));
    }

    /** Newest first. */
    public CallPage list(Principal who, Query query, int limit, Optional<String> cursor) {
        CallFilter filter = filter(who, query);
        PageRequest request = new PageRequest(limit, cursor);
        Page<CallRecord> stored = store.calls().list(filter, new PageRequest(limit, cursor));
        Optional<String> before = cursor.map(point -> UUID.fromString(point).toString());
        Map<UUID, CallRecord> merged = new LinkedHashMap<>();
        stored.items().forEach(call -> merged.put(call.id(), call));
        for (CallRecord call : recent.get()) {
            if (matches(filter, call)
                    && before.map(point -> call.id().toString().compareTo(point) < 0)
                            .orElse(true)) {
                merged.putIfAbsent(call.id(), call);
            }
        }
        List<CallRecord> all = new ArrayList<>(merged.values());
        all.sort(NEWEST_FIRST);
        boolean more = all.size() > limit || stored.next().isPresent();
        List<CallRecord> items = all.subList(0, Math.min(request.limit(), all.size()));
        return new CallPage(
                items.stream().map(Bodies::call).toList(),
                more ? items.getLast().id().toString() : null);
    }

    private static CallFilter filter(Principal who, Query query) {
        Optional<String> asked = query.function().map(FunctionName::namespace).or(query::namespace);
        Optional<String> scope = Access.scope(who, Role.INVOKER, asked);
        boolean all = who.may(Role.DEVELOPER, scope.orElse(who.namespace()));
        return new CallFilter(
                scope,
                query.function(),
                query.state(),
                query.since(),
                all ? Optional.empty() : Optional.of(who.keyId()));
    }

    private static boolean matches(CallFilter filter, CallRecord call) {
        return filter.namespace().map(call.namespace()::equals).orElse(true)
                && filter.function()
                        .map(f -> call.function().equals(Optional.of(f)))
                        .orElse(true)
                && filter.state().map(call.state()::equals).orElse(true)
                && filter.since()
                        .map(since -> !call.startedAt().isBefore(since))
                        .orElse(true)
                && filter.keyId().map(call.keyId()::equals).orElse(true);
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Unknown.call(id.length() > 80 ? id.substring(0, 80) + "…" : id);
        }
    }
}
