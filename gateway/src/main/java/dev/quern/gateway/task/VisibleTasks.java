package dev.quern.gateway.task;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.resource.Unknown;
import dev.quern.store.task.EndedFilter;
import dev.quern.store.task.TaskFilter;
import dev.quern.store.task.TaskReads;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which tasks a key may know of: an invoker those of its own key, a developer all of the namespace. */
final class VisibleTasks {
    private final TaskReads reads;

    VisibleTasks(TaskReads reads) {
        this.reads = reads;
    }

    /**
     * The task of the path.
     *
     * @throws dev.quern.core.error.QuernException task_not_found, also for a task that is not this key's to know
     */
    TaskRecord find(Exchange x) {
        String id = x.path("id");
        return find(x.principal(), parse(id)).orElseThrow(() -> Unknown.task(id));
    }

    /** As {@link #find}, for what only developers do. */
    TaskRecord findAs(Role role, Exchange x) {
        TaskRecord task = find(x);
        x.require(role, task.namespace());
        return task;
    }

    Optional<TaskRecord> find(Principal who, UUID id) {
        return reads.find(id).filter(task -> who.sees(task.namespace(), task.keyId()));
    }

    static TaskFilter filter(Exchange x) {
        Principal who = x.principal();
        Optional<FunctionName> function = function(x);
        Optional<String> scope = scope(x, Role.INVOKER, function);
        boolean all = who.may(Role.DEVELOPER, scope.orElse(who.namespace()));
        return new TaskFilter(
                scope,
                function,
                states(x),
                x.since(),
                x.query("error"),
                all ? Optional.empty() : Optional.of(who.keyId()));
    }

    /** Bulk work names the states it is for: nothing is retried or purged by leaving something out. */
    static EndedFilter ended(Exchange x) {
        Optional<FunctionName> function = function(x);
        Optional<String> scope = scope(x, Role.DEVELOPER, function);
        return new EndedFilter(scope, function, states(x), x.since(), x.query("error"));
    }

    private static Optional<String> scope(Exchange x, Role role, Optional<FunctionName> function) {
        return Access.scope(
                x.principal(), role, function.map(FunctionName::namespace).or(() -> x.query("namespace")));
    }

    private static Optional<FunctionName> function(Exchange x) {
        return x.query("function")
                .map(text -> Ref.parse(text, x.query("namespace").orElseGet(x.caller()::defaultNamespace))
                        .function());
    }

    /** {@code ?state=} once for each state, or with commas between them. */
    private static Set<TaskState> states(Exchange x) {
        return x.queryAll("state").stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(TaskState::parse)
                .collect(Collectors.toSet());
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Unknown.task(id);
        }
    }
}
