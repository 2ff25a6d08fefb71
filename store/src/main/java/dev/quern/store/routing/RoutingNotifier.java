package dev.quern.store.routing;

import dev.quern.store.sql.ChannelNotifier;
import dev.quern.store.sql.Db;

/** Tells every listening gateway what changed, see {@link ChannelNotifier}. */
public final class RoutingNotifier implements AutoCloseable {
    static final String CHANNEL = "quern_routing";

    private final ChannelNotifier notifier;

    public RoutingNotifier(Db db) {
        this.notifier = new ChannelNotifier(db, CHANNEL);
    }

    /** Returns at once. */
    public void changed(RoutingChange change) {
        notifier.tell(change.payload());
    }

    /** Waits until what was handed over is told. */
    @Override
    public void close() {
        notifier.close();
    }
}
