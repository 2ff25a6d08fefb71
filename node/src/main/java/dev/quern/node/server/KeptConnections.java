package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * Connections to one instance that stand idle, the last used first. Every loop has those that it opened, since passing a
 * call from one to another costs more than a connection; but there are never more than calls at once, since some servers
 * have a process for each, and would not answer on another one.
 */
final class KeptConnections {
    /** @param loop that looks after it */
    record Kept(HttpLoop loop, ServerConnection connection) {}

    private final int concurrency;
    private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();

    KeptConnections(int concurrency) {
        this.concurrency = concurrency;
    }

    /**
     * One that is open, as far as is known: the loop's, or any if no other may be opened.
     *
     * @param running calls in the instance, this one among them, each of which has a connection or is to get one
     */
    Optional<Kept> take(HttpLoop loop, int running) {
        Optional<Kept> own = first(kept -> kept.loop() == loop);
        return own.isPresent() || idle.size() + running <= concurrency ? own : first(_ -> true);
    }

    private Optional<Kept> first(Predicate<Kept> wanted) {
        for (Kept kept : idle) {
            if (wanted.test(kept)
                    && idle.removeFirstOccurrence(kept)
                    && kept.connection().isIdle()) {
                return Optional.of(kept);
            }
        }
        return Optional.empty();
    }

    void add(Kept kept) {
        if (kept.connection().isIdle()) {
            idle.addFirst(kept);
        }
    }

    void close() {
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.connection().close();
        }
    }
}
