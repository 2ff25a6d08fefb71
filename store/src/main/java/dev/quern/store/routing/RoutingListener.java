package dev.quern.store.routing;

import dev.quern.store.sql.ChannelListener;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Hears what other gateways changed. After every (re)connection, and when nothing was heard for a while, it
 * says {@link RoutingChange#ALL}, see {@link ChannelListener}.
 */
public final class RoutingListener implements AutoCloseable {
    private final ChannelListener listener;

    private RoutingListener(ChannelListener listener) {
        this.listener = listener;
    }

    /**
     * Starts listening and returns once the first callback, with ALL, has returned, or the database
     * could not be reached.
     *
     * @param callback runs on the listener's thread; what it throws is logged and made up for by a reload
     */
    public static RoutingListener start(Callable<Connection> connector, Consumer<Set<RoutingChange>> callback) {
        return new RoutingListener(ChannelListener.start(
                RoutingNotifier.CHANNEL, connector, payloads -> callback.accept(changes(payloads))));
    }

    @Override
    public void close() {
        listener.close();
    }

    private static Set<RoutingChange> changes(Set<String> payloads) {
        return payloads.isEmpty()
                ? Set.of(RoutingChange.ALL)
                : payloads.stream().map(RoutingChange::parse).collect(Collectors.toUnmodifiableSet());
    }
}
