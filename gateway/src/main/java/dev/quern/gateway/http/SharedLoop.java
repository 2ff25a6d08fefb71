package dev.quern.gateway.http;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.Watched;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Objects;
import org.eclipse.jetty.io.ManagedSelector;
import org.jspecify.annotations.Nullable;

/** The loop of an HTTP server's clients, as the loop of the servers that they call. */
final class SharedLoop extends HttpLoop {
    private final ManagedSelector selector;

    SharedLoop(ManagedSelector selector) {
        this.selector = selector;
    }

    @Override
    protected SelectionKey watch(SelectableChannel channel, int operations, Watched watched) throws IOException {
        channel.configureBlocking(false);
        Selector open = selector.getSelector();
        try {
            if (open == null) {
                throw new ClosedSelectorException();
            }
            Guest guest = new Guest(watched);
            SelectionKey key = channel.register(open, 0, guest);
            guest.key = key;
            key.interestOps(operations);
            wake();
            return key;
        } catch (ClosedSelectorException e) {
            channel.close();
            throw new IOException("the HTTP server is closing", e);
        }
    }

    @Override
    protected boolean hasMore() {
        return selector.getSelector().selectedKeys().size() > 1;
    }

    @Override
    protected void execute(Runnable task) {
        selector.submit(_ -> run(task));
    }

    @Override
    protected void wake() {
        selector.submit(_ -> {});
    }

    /** One channel among those of the clients. */
    private final class Guest implements ManagedSelector.Selectable, Closeable {
        private final Watched watched;
        private volatile @Nullable SelectionKey key;

        Guest(Watched watched) {
            this.watched = watched;
        }

        @Override
        public @Nullable Runnable onSelected() {
            ready(Objects.requireNonNull(key), watched);
            return null;
        }

        @Override
        public void updateKey() {
            // Its operations are changed as it goes.
        }

        /** The selector failed and was made anew, which nothing here is prepared for. */
        @Override
        public void replaceKey(SelectionKey newKey) {
            watched.broken(new IOException("its loop failed"));
        }

        @Override
        public void close() {
            watched.broken(new IOException("the HTTP server is closing"));
        }
    }
}
