package dev.quern.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what others tell on a channel, on a connection of its own. After every (re)connection, and when
 * nothing was heard for a while, it says nothing in particular, an empty set: a notification is a hint and
 * may be lost, looking for oneself is what makes it right.
 */
public final class ChannelListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelListener.class);
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration RECONNECT = Duration.ofMillis(250);

    private final String channel;
    private final Callable<Connection> connector;
    private final Consumer<Set<String>> callback;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);
    private volatile @Nullable Connection current;

    private ChannelListener(String channel, Callable<Connection> connector, Consumer<Set<String>> callback) {
        this.channel = channel;
        this.connector = connector;
        this.callback = callback;
        // A platform thread: it waits on a selector, which would hold a carrier.
        this.thread = Thread.ofPlatform().daemon().name("listen-" + channel).unstarted(this::run);
    }

    /**
     * Starts listening and returns once the first callback, with nothing, has returned, or the database
     * could not be reached.
     *
     * @param callback runs on the listener's thread; what it throws is logged and made up for by an empty set
     */
    public static ChannelListener start(
            String channel, Callable<Connection> connector, Consumer<Set<String>> callback) {
        ChannelListener listener = new ChannelListener(channel, connector, callback);
        listener.thread.start();
        try {
            listener.listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return listener;
    }

    @Override
    public void close() {
        closing.countDown();
        Connection open = current;
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
            thread.join(Duration.ofSeconds(5));
        } catch (SQLException e) {
            LOG.debug("The listening connection was gone already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!closed()) {
            try (Connection connection = connector.call()) {
                current = connection;
                listen(connection);
            } catch (Exception e) {
                if (!closed()) {
                    LOG.info("Listening on {} again after: {}", channel, e.getMessage());
                }
            }
            listening.countDown();
            pause();
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
            callback.accept(Set.of());
            listening.countDown();
            while (!closed()) {
                PGNotification @Nullable [] heard =
                        connection.unwrap(PGConnection.class).getNotifications((int) QUIET.toMillis());
                if (heard == null || heard.length == 0) {
                    statement.execute("SELECT 1");
                    callback.accept(Set.of());
                } else {
                    callback.accept(payloads(heard));
                }
            }
        }
    }

    private static Set<String> payloads(PGNotification[] heard) {
        Set<String> payloads = new LinkedHashSet<>();
        for (PGNotification notification : heard) {
            payloads.add(notification.getParameter());
        }
        return payloads;
    }

    private void pause() {
        try {
            if (closing.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("No longer listening on {}", channel);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
