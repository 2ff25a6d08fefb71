package dev.quern.store.routing;

import dev.quern.core.error.QuernException;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every listening gateway what changed, after the commit and off its path: a NOTIFY inside the
 * transaction would serialise all commits on one lock. Changes that come while one message is on its
 * way are told together. A message lost with this process is made up for by the listeners' own
 * periodic reload.
 */
public final class RoutingNotifier implements AutoCloseable {
    static final String CHANNEL = "quern_routing";

    private static final Logger LOG = LoggerFactory.getLogger(RoutingNotifier.class);

    private final Db db;
    private Set<RoutingChange> waiting = new LinkedHashSet<>(); // guarded by this
    private boolean sending; // guarded by this

    public RoutingNotifier(Db db) {
        this.db = db;
    }

    /** Returns at once. */
    public synchronized void changed(RoutingChange change) {
        waiting.add(change);
        if (!sending) {
            sending = true;
            Thread.ofVirtual().name("routing-notify").start(this::send);
        }
    }

    /** Waits until what was handed over is told. */
    @Override
    public synchronized void close() {
        try {
            while (sending) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        for (Set<RoutingChange> batch = next(); !batch.isEmpty(); batch = next()) {
            String[] payloads = batch.stream().map(RoutingChange::payload).toArray(String[]::new);
            try {
                db.read(c -> Sql.list(c, row -> true, "SELECT pg_notify(?, p) FROM unnest(?) AS p", CHANNEL, payloads));
            } catch (QuernException e) {
                LOG.warn("Other gateways hear of {} changes only at their next reload", payloads.length, e);
            }
        }
    }

    private synchronized Set<RoutingChange> next() {
        Set<RoutingChange> batch = waiting;
        waiting = new LinkedHashSet<>();
        if (batch.isEmpty()) {
            sending = false;
            notifyAll();
        }
        return batch;
    }
}
