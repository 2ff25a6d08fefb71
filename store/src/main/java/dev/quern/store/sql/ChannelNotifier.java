package dev.quern.store.sql;

import dev.quern.core.error.QuernException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every listener of a channel, after the commit and off its path: a NOTIFY inside the transaction
 * would serialise all commits on one lock. Messages that come while one is on its way are told together,
 * equal ones once. A message lost with this process is made up for by the listeners' own periodic look.
 */
public final class ChannelNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelNotifier.class);

    private final Db db;
    private final String channel;
    private Set<String> waiting = new LinkedHashSet<>(); // guarded by this
    private boolean sending; // guarded by this

    public ChannelNotifier(Db db, String channel) {
        this.db = db;
        this.channel = channel;
    }

    /** Returns at once. */
    public synchronized void tell(String payload) {
        waiting.add(payload);
        if (!sending) {
            sending = true;
            Thread.ofVirtual().name("notify-" + channel).start(this::send);
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
        for (Set<String> batch = next(); !batch.isEmpty(); batch = next()) {
            SqlArray payloads = SqlArray.texts(List.copyOf(batch));
            try {
                db.read(c -> Sql.list(c, row -> true, "SELECT pg_notify(?, p) FROM unnest(?) AS p", channel, payloads));
            } catch (QuernException e) {
                LOG.warn("Others hear of {} messages on {} only when they look next", batch.size(), channel, e);
            }
        }
    }

    private synchronized Set<String> next() {
        Set<String> batch = waiting;
        waiting = new LinkedHashSet<>();
        if (batch.isEmpty()) {
            sending = false;
            notifyAll();
        }
        return batch;
    }
}
