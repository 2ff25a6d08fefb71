package dev.quern.gateway.call;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.node.Node;
import dev.quern.node.log.CallLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jetty.util.Blocker;

/** What calls wrote to stderr: of one call, or of a function's recent calls, now or as it comes. */
public final class LogRoutes {
    private static final int RECENT = 100;
    private static final long POLL_MILLIS = 250;

    private final Node node;
    private final Find find;

    /** Finds a call that the caller may see, running ones included. */
    @FunctionalInterface
    public interface Find {
        /** @throws dev.quern.core.error.QuernException call_not_found */
        CallRecord call(Principal who, String id);
    }

    public LogRoutes(Node node, Find find) {
        this.node = node;
        this.find = find;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/calls/logs", this::ofFunction),
                new Route("GET", "/v1/calls/{id}/logs", this::ofCall));
    }

    private void ofCall(Exchange x) throws IOException, InterruptedException {
        UUID id = find.call(x.principal(), x.path("id")).id();
        Optional<CallLog> live = node.logs().live(id);
        x.begin("text/plain; charset=utf-8");
        if (live.isPresent() && x.query("follow").isPresent()) {
            following(x, () -> live.get().follow(new Sent(x)));
        } else {
            copy(id, new Sent(x));
            x.end();
        }
    }

    /** Oldest first; each line carries its call's id, since many calls share the page. */
    private void ofFunction(Exchange x) throws IOException, InterruptedException {
        String text = x.query("function")
                .orElseThrow(() -> QuernException.invalid("Name the function: /v1/calls/logs?function=NAMESPACE/NAME"));
        FunctionName name = Ref.parse(text, x.caller().defaultNamespace()).function();
        x.require(Role.INVOKER, name.namespace());
        x.begin("text/plain; charset=utf-8");
        Set<UUID> done = new HashSet<>();
        if (x.query("follow").isEmpty()) {
            recent(x, name, done);
            x.end();
            return;
        }
        following(x, () -> {
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

    private interface Following {
        void run() throws IOException, InterruptedException;
    }

    /** Sends the head at once and what comes as it comes, until there is no more or the client is gone. */
    private static void following(Exchange x, Following action) throws IOException {
        Interim none = new Interim(x.response());
        none.begin();
        x.send("");
        try (ClientWatch watch = new ClientWatch(x.request(), none, Thread.currentThread()::interrupt)) {
            action.run();
            x.end();
        } catch (InterruptedException e) {
            Abort.connection(x.request(), x.callback(), e);
        } finally {
            // This thread serves the connection's next request too.
            Thread.interrupted();
        }
    }

    private void prefixed(CallRecord r, Exchange x) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(r.id(), bytes);
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

    private void copy(UUID id, OutputStream out) throws IOException {
        Optional<Path> file = node.logs().find(id);
        if (file.isPresent()) {
            Files.copy(file.get(), out);
        }
    }

    /** An invoker sees the calls of its own key, a developer all of the namespace. */
    static boolean visible(Exchange x, CallRecord r) {
        return x.principal().may(Role.DEVELOPER, r.namespace())
                || (x.principal().may(Role.INVOKER, r.namespace())
                        && x.principal().keyId().equals(r.keyId()));
    }

    /** Writes through to the response, piece by piece. */
    private static final class Sent extends OutputStream {
        private final Exchange x;

        Sent(Exchange x) {
            this.x = x;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try (Blocker.Callback sent = Blocker.callback()) {
                x.response().write(false, ByteBuffer.wrap(bytes, offset, length), sent);
                sent.block();
            }
        }
    }
}
