package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * Connections to one instance that stand idle, the last used first. Every loop has those that it opened, since passing a
 * call from one to another costs more than a connection; but some servers take one at a time, and would never answer on
 * a second one.
 */
final class KeptConnections {
    private record Kept(HttpLoop loop, ServerConnection connection) {}

    private final int concurrency;
    private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();

    KeptConnections(int concurrency) {
        this.concurrency = concurrency;
    }

    /** One that is open, as far as is known: the loop's, or any if there are as many as there are to be calls. */
    Optional<ServerConnection> take(HttpLoop loop) {
        Optional<ServerConnection> own = first(kept -> kept.loop() == loop);
        return own.isPresent() || idle.size() < concurrency ? own : first(_ -> true);
    }

    private Optional<ServerConnection> first(Predicate<Kept> wanted) {
        for (Kept kept : idle) {
            if (wanted.test(kept)
                    && idle.removeFirstOccurrence(kept)
                    && kept.connection().isIdle()) {
                return Optional.of(kept.connection());
            }
        }
        return Optional.empty();
    }

    void add(HttpLoop loop, ServerConnection connection) {
        if (connection.isIdle()) {
            idle.addFirst(new Kept(loop, connection));
        }
    }

    void close() {
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.connection().close();
        }
    }
}
