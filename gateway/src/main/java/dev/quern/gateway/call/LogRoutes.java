package dev.quern.gateway.call;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.node.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What calls wrote to stderr: of one call, or of a function's recent calls, now or as it comes. */
public final class LogRoutes {
    private static final int RECENT = 100;
    private static final long POLL_MILLIS = 250;

    private final Node node;
    private final LogText text;
    private final Find find;

    /** Finds a call that the caller may see, running ones included. */
    @FunctionalInterface
    public interface Find {
        /** @throws dev.quern.core.error.QuernException call_not_found */
        CallRecord call(Principal who, String id);
    }

    public LogRoutes(Node node, Find find) {
        this.node = node;
        this.text = new LogText(node.logs());
        this.find = find;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/calls/logs", this::ofFunction),
                new Route("GET", "/v1/calls/{id}/logs", this::ofCall));
    }

    private void ofCall(Exchange x) throws IOException {
        Optional<UUID> instance = instance(x);
        text.send(
                x,
                instance.isPresent()
                        ? instance.get()
                        : find.call(x.principal(), x.path("id")).id());
    }

    /** Of a server's instance, whose log is kept like a call's; for developers, since it is of everybody's calls. */
    private Optional<UUID> instance(Exchange x) {
        try {
            UUID id = UUID.fromString(x.path("id"));
            return node.instanceNamespace(id)
                    .filter(namespace -> x.principal().may(Role.DEVELOPER, namespace))
                    .map(_ -> id);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Oldest first; each line carries its call's id, since many calls share the page. */
    private void ofFunction(Exchange x) throws IOException {
        String named = x.query("function")
                .orElseThrow(() -> QuernException.invalid("Name the function: /v1/calls/logs?function=NAMESPACE/NAME"));
        FunctionName name = Ref.parse(named, x.caller().defaultNamespace()).function();
        x.require(Role.INVOKER, name.namespace());
        x.begin("text/plain; charset=utf-8");
        Set<UUID> done = new HashSet<>();
        if (x.query("follow").isEmpty()) {
            recent(x, name, done);
            x.end();
            return;
        }
        LogText.following(x, () -> {
            while (true) {
                recent(x, name, done);
                Thread.sleep(POLL_MILLIS);
            }
        });
    }

    /** Those of the function's finished calls that were not {@code done} before. */
    private void recent(Exchange x, FunctionName name, Set<UUID> done) throws IOException {
        List<CallRecord> records = node.recent().all().stream()
                .filter(r -> r.state() != CallState.RUNNING && r.function().equals(Optional.of(name)))
                .filter(r -> visible(x, r) && !done.contains(r.id()))
                .toList();
        for (CallRecord r : records.subList(Math.max(0, records.size() - RECENT), records.size())) {
            prefixed(r, x);
        }
        records.forEach(r -> done.add(r.id()));
    }

    private void prefixed(CallRecord r, Exchange x) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.copy(r.id(), bytes);
        StringBuilder out = new StringBuilder();
        bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> out.append(r.startedAt())
                        .append(' ')
                        .append(r.id())
                        .append(' ')
                        .append(line)
                        .append('\n'));
        if (!out.isEmpty()) {
            x.send(out.toString());
        }
    }

    /** An invoker sees the calls of its own key, a developer all of the namespace. */
    static boolean visible(Exchange x, CallRecord r) {
        return x.principal().sees(r.namespace(), r.keyId());
    }
}
